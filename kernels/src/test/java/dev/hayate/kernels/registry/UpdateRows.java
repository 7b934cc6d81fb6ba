package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.gamma;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import dev.hayate.kernels.Updates;
import dev.hayate.kernels.update.AdamRule;
import dev.hayate.kernels.update.SgdRule;
import java.util.Arrays;
import java.util.List;

/**
 * Optimizer steps. Each result is a sum of terms, and the bound is the sum of the terms' sizes,
 * each with {@code gamma} of the roundings on its way: of its hyperparameters to float32, of
 * products and of sums.
 */
final class UpdateRows {
  private static final Values WEIGHTS = Values.magnitudes(-10, 3);
  private static final Values GRADIENTS = Values.magnitudes(-20, 3);
  private static final Values BROKEN =
      Values.sprinkled(GRADIENTS, 9, Float.NaN, 0f, -0f, 1e-40f, Float.POSITIVE_INFINITY);
  private static final Values SQUARES =
      random -> (float) Math.pow(2, random.nextDouble(-40, 6)) * random.nextInt(4);

  static final double RATE = 0.013;

  private UpdateRows() {}

  static List<Operation> rows() {
    return List.of(
        descent("SGD", 0),
        descent("SGD, decay", 0.05),
        momentum("SGD, momentum", 0, 0.9, 0, false),
        momentum("SGD, momentum, decay, dampening", 0.05, 0.9, 0.3, false),
        momentum("SGD, Nesterov, decay", 0.05, 0.85, 0, true),
        adam("Adam, first step", 0, false, 1),
        adam("Adam, decay, step 7", 0.05, false, 7),
        adam("AdamW, step 1000", 0.05, true, 1000));
  }

  private static Operation.Builder weights(String name) {
    return Operation.named(name, "mn")
        .changed("weights", "mn", WEIGHTS)
        .in("gradient", "mn", GRADIENTS, GRADIENTS, BROKEN);
  }

  /** Takes a step of a stretch of all operands, which is made once. */
  static Operation.Preparation by(UpdateRule rule, long step, double factor) {
    return (backend, t, arena) -> {
      Stretch x = Stretch.of(rule, t[0], t[1], Arrays.copyOfRange(t, 2, t.length));
      Updates updates = backend.updates();
      return () -> updates.step(x.at(RATE, step).times(factor));
    };
  }

  /** The gradient meets five roundings, the decay's term six, and w the last one. */
  private static Operation descent(String name, double decay) {
    return weights(name)
        .prepares(by(new SgdRule(0, 0, decay, false), 1, 1))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double w = before[0][i];
                double g = before[1][i];
                double size = Math.abs(g) + decay * Math.abs(w);
                after[0].within(
                    i,
                    w - RATE * (g + decay * w),
                    gamma(1) * Math.abs(w) + gamma(6) * RATE * size + TINY);
              }
            });
  }

  /**
   * The velocity's old part meets three roundings, its new one six. On the way to w come up to
   * three more for Nesterov's factor and sum, and three for the rate, its product and the
   * difference.
   */
  private static Operation momentum(
      String name, double decay, double momentum, double dampening, boolean nesterov) {
    return weights(name)
        .changed("momentum_buffer", "mn", GRADIENTS)
        .prepares(by(new SgdRule(momentum, dampening, decay, nesterov), 2, 1))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double w = before[0][i];
                double direction = before[1][i] + decay * w;
                double size = Math.abs(before[1][i]) + decay * Math.abs(w);
                double old = momentum * before[2][i];
                double velocity = old + (1 - dampening) * direction;
                double velocitySize = Math.abs(old) + (1 - dampening) * size;
                double step = nesterov ? direction + momentum * velocity : velocity;
                double stepSize = nesterov ? size + momentum * velocitySize : velocitySize;
                after[2].within(
                    i,
                    velocity,
                    gamma(3) * Math.abs(old) + gamma(6) * (1 - dampening) * size + TINY);
                after[0].within(
                    i,
                    w - RATE * step,
                    gamma(1) * Math.abs(w) + gamma(12) * RATE * stepSize + TINY);
              }
            });
  }

  private static Operation adam(String name, double decay, boolean decoupled, long step) {
    AdamReference adam = new AdamReference(RATE, 0.9, 0.999, 1e-8, decay, decoupled, step);
    AdamRule rule = new AdamRule(0.9, 0.999, 1e-8, decay, decoupled, false);
    return weights(name)
        .changed("exp_avg", "mn", GRADIENTS)
        .changed("exp_avg_sq", "mn", SQUARES)
        .prepares(by(rule, step, 1))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                adam.define(i, before, after);
              }
            });
  }
}
