package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;
import static dev.hayate.kernels.registry.UpdateRows.RATE;

import dev.hayate.kernels.UpdateRule;
import dev.hayate.kernels.update.AdadeltaRule;
import dev.hayate.kernels.update.AdagradRule;
import dev.hayate.kernels.update.AdamaxRule;
import dev.hayate.kernels.update.AsgdRule;
import dev.hayate.kernels.update.LionRule;
import dev.hayate.kernels.update.RmsPropRule;
import dev.hayate.kernels.update.RpropRule;
import java.util.List;

/**
 * The steps of Adam's relatives, after PyTorch's documentation. Their epsilons are large enough to
 * bound the denominators where the gradient and the decay cancel. Each gradient is multiplied by a
 * factor as it is read.
 */
final class AdaptiveRows {
  private static final Values WEIGHTS = Values.magnitudes(-10, 3);
  private static final Values GRADIENTS = Values.magnitudes(-20, 3);
  private static final Values BROKEN =
      Values.sprinkled(GRADIENTS, 9, Float.NaN, 0f, -0f, 1e-40f, Float.POSITIVE_INFINITY);
  private static final Values SQUARES = random -> (float) Math.pow(2, random.nextDouble(-40, 6));

  private static final double DECAY = 0.05;
  private static final double EPSILON = 1e-4;
  private static final double FACTOR = 0.7;
  private static final long STEP = 3;

  private AdaptiveRows() {}

  static List<Operation> rows() {
    return List.of(
        adagrad(),
        adadelta(),
        rmsprop("RMSprop, decay", 0, false),
        rmsprop("RMSprop, momentum", 0.8, false),
        rmsprop("RMSprop, centred", 0, true),
        rmsprop("RMSprop, centred, momentum", 0.8, true),
        adamax(),
        lion(),
        rprop(),
        asgd());
  }

  private static Operation.Builder row(String name, UpdateRule rule) {
    return Operation.named(name, "mn")
        .changed("weights", "mn", WEIGHTS)
        .in("gradient", "mn", GRADIENTS, GRADIENTS, BROKEN)
        .prepares(UpdateRows.by(rule, STEP, FACTOR));
  }

  private static Rounded gradient(double[][] before, int i) {
    return hyper(FACTOR).times(exact(before[1][i]));
  }

  /** {@code g + decay w}. */
  private static Rounded direction(double[][] before, int i, double decay) {
    return gradient(before, i).plus(hyper(decay).times(exact(before[0][i])));
  }

  /** {@code keep old + (1 - keep) x}. */
  private static Rounded blended(double keep, double old, Rounded x) {
    return hyper(keep).times(exact(old)).plus(hyper(1 - keep).times(x));
  }

  /** {@code keep old + (1 - keep) d d}. */
  private static Rounded square(double keep, double old, Rounded d) {
    return blended(keep, old, d.times(d));
  }

  private static Rounded step(double weight, double rate, Rounded move) {
    return exact(weight).minus(hyper(rate).times(move));
  }

  private static Operation adagrad() {
    double rateDecay = 0.1;
    double rate = RATE / (1 + (STEP - 1) * rateDecay);
    return row("Adagrad, decay", new AdagradRule(rateDecay, DECAY, 0, EPSILON))
        .changed("sum", "mn", SQUARES)
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i, DECAY);
                Rounded sum = exact(before[2][i]).plus(d.times(d));
                sum.expectedIn(after[2], i);
                step(before[0][i], rate, d.over(sum.root().plus(hyper(EPSILON))))
                    .expectedIn(after[0], i);
              }
            });
  }

  private static Operation adadelta() {
    double rho = 0.9;
    return row("Adadelta, decay", new AdadeltaRule(rho, EPSILON, DECAY))
        .changed("square_avg", "mn", SQUARES)
        .changed("acc_delta", "mn", SQUARES)
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i, DECAY);
                Rounded mean = square(rho, before[2][i], d);
                Rounded top = exact(before[3][i]).plus(hyper(EPSILON));
                Rounded update = d.times(top.over(mean.plus(hyper(EPSILON))).root());
                mean.expectedIn(after[2], i);
                square(rho, before[3][i], update).expectedIn(after[3], i);
                step(before[0][i], RATE, update).expectedIn(after[0], i);
              }
            });
  }

  private static Operation rmsprop(String name, double momentum, boolean centred) {
    double alpha = 0.99;
    Operation.Builder row =
        row(name, new RmsPropRule(alpha, EPSILON, DECAY, momentum, centred))
            .changed("square_avg", "mn", SQUARES);
    if (centred) {
      row.changed("grad_avg", "mn", GRADIENTS);
    }
    if (momentum > 0) {
      row.changed("momentum_buffer", "mn", GRADIENTS);
    }
    int velocity = centred ? 4 : 3;
    return row.gives(
        (dims, before, after) -> {
          for (int i = 0; i < before[0].length; i++) {
            Rounded d = direction(before, i, DECAY);
            Rounded used = square(alpha, before[2][i], d);
            used.expectedIn(after[2], i);
            if (centred) {
              Rounded mean = blended(alpha, before[3][i], d);
              mean.expectedIn(after[3], i);
              used = used.minus(mean.times(mean)).atLeast(0);
            }
            Rounded move = d.over(used.root().plus(hyper(EPSILON)), EPSILON / 2);
            if (momentum > 0) {
              move = hyper(momentum).times(exact(before[velocity][i])).plus(move);
              move.expectedIn(after[velocity], i);
            }
            step(before[0][i], RATE, move).expectedIn(after[0], i);
          }
        });
  }

  private static Operation adamax() {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double rate = RATE / (1 - Math.pow(beta1, STEP));
    return row("Adamax, decay", new AdamaxRule(beta1, beta2, EPSILON, DECAY))
        .changed("exp_avg", "mn", GRADIENTS)
        .changed("exp_inf", "mn", SQUARES)
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i, DECAY);
                Rounded mean = blended(beta1, before[2][i], d);
                Rounded norm =
                    hyper(beta2).times(exact(before[3][i])).most(d.size().plus(hyper(EPSILON)));
                mean.expectedIn(after[2], i);
                norm.expectedIn(after[3], i);
                step(before[0][i], rate, mean.over(norm)).expectedIn(after[0], i);
              }
            });
  }

  /** Where the mean is within its error of 0, it may have either sign. */
  private static Operation lion() {
    double beta1 = 0.9;
    double beta2 = 0.99;
    return row("Lion, decay", new LionRule(beta1, beta2, DECAY))
        .changed("exp_avg", "mn", GRADIENTS)
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded gradient = gradient(before, i);
                Rounded mean = blended(beta1, before[2][i], gradient);
                blended(beta2, before[2][i], gradient).expectedIn(after[2], i);
                Rounded kept = exact(before[0][i]).times(hyper(1 - RATE * DECAY));
                Rounded moved = kept.minus(hyper(RATE * Math.signum(mean.value())));
                double either = Math.abs(mean.value()) <= mean.error() ? 2 * RATE : 0;
                after[0].within(i, moved.value(), moved.error() + either);
              }
            });
  }

  private static Operation rprop() {
    double least = 1e-3;
    double most = 10;
    return row("Rprop", new RpropRule(0.5, 1.25, least, most))
        .changed("prev", "mn", GRADIENTS)
        .changed("step_size", "mn", SQUARES)
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded gradient = gradient(before, i);
                double sign = Math.signum(gradient.value() * before[2][i]);
                double factor = sign > 0 ? 1.25 : sign < 0 ? 0.5 : 1;
                Rounded grown = exact(before[3][i]).times(exact(factor));
                double length = Math.clamp(grown.value(), least, most);
                Rounded kept = sign < 0 ? exact(0) : gradient;
                // The limits are rounded to float32 as well.
                double error = grown.error() + hyper(length).error();
                kept.expectedIn(after[2], i);
                after[3].within(i, length, error);
                Rounded move = new Rounded(length * Math.signum(kept.value()), error);
                exact(before[0][i]).minus(move).expectedIn(after[0], i);
              }
            });
  }

  private static Operation asgd() {
    double lambda = 0.01;
    double rate = RATE / Math.pow(1 + lambda * RATE * (STEP - 1), 0.75);
    double share = 1 / (STEP - 1 - 0.5);
    return row("ASGD, decay", new AsgdRule(lambda, 0.75, 0.5, DECAY))
        .changed("ax", "mn", WEIGHTS)
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i, DECAY + lambda);
                Rounded moved = step(before[0][i], rate, d);
                moved.expectedIn(after[0], i);
                blended(1 - share, before[2][i], moved).expectedIn(after[2], i);
              }
            });
  }
}
