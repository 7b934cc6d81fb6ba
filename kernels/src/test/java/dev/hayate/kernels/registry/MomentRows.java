package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;
import static dev.hayate.kernels.registry.UpdateRows.RATE;

import dev.hayate.kernels.update.AdamRule;
import dev.hayate.kernels.update.MomentRule;
import dev.hayate.kernels.update.NadamRule;
import dev.hayate.kernels.update.RadamRule;
import java.util.List;

/**
 * Adam's nearest relatives, after PyTorch's documentation: they differ in the rates at which a step
 * follows the gradient and its mean.
 */
final class MomentRows {
  private static final Values WEIGHTS = Values.magnitudes(-10, 3);
  private static final Values GRADIENTS = Values.magnitudes(-20, 3);
  private static final Values BROKEN =
      Values.sprinkled(GRADIENTS, 9, Float.NaN, 0f, -0f, 1e-40f, Float.POSITIVE_INFINITY);
  private static final Values SQUARES = random -> (float) Math.pow(2, random.nextDouble(-40, 6));

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final double EPSILON = 1e-4;
  private static final double DECAY = 0.05;

  /**
   * What a step goes by.
   *
   * @param gradientRate the rate for the gradient
   * @param meanRate the rate for its mean
   * @param rootFactor the factor of the root
   * @param floor added to that
   */
  private record Rates(double gradientRate, double meanRate, double rootFactor, double floor) {}

  private MomentRows() {}

  static List<Operation> rows() {
    return List.of(
        row("Adam, largest", new AdamRule(BETA1, BETA2, EPSILON, DECAY, false, true), 4, adam(4)),
        row("AdamW, largest", new AdamRule(BETA1, BETA2, EPSILON, DECAY, true, true), 9, adam(9)),
        row("NAdam", new NadamRule(BETA1, BETA2, EPSILON, DECAY, 0.004, false), 1, nadam()),
        row("RAdam, early", new RadamRule(BETA1, BETA2, EPSILON, DECAY, false), 3, early(3)),
        row("RAdam, decoupled", new RadamRule(BETA1, BETA2, EPSILON, DECAY, true), 50, late(50)));
  }

  private static double correction(double beta, long step) {
    return 1 - Math.pow(beta, (double) step);
  }

  private static Rates adam(long step) {
    double root = 1 / Math.sqrt(correction(BETA2, step));
    return new Rates(0, RATE / correction(BETA1, step), root, EPSILON);
  }

  /** The first step, for there the product of all momentums is the first one. */
  private static Rates nadam() {
    double mu = BETA1 * (1 - 0.5 * Math.pow(0.96, 0.004));
    double next = BETA1 * (1 - 0.5 * Math.pow(0.96, 2 * 0.004));
    double root = 1 / Math.sqrt(correction(BETA2, 1));
    return new Rates(RATE, RATE * next / (1 - mu * next), root, EPSILON);
  }

  /** Not rectified: the length of the average is at most 5. */
  private static Rates early(long step) {
    return new Rates(0, RATE / correction(BETA1, step), 0, 1);
  }

  private static Rates late(long step) {
    double limit = 2 / (1 - BETA2) - 1;
    double power = Math.pow(BETA2, (double) step);
    double length = limit - 2 * step * power / (1 - power);
    double rectified =
        Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
    double rate = RATE / correction(BETA1, step) * rectified * Math.sqrt(1 - power);
    return new Rates(0, rate, 1, EPSILON);
  }

  private static Operation row(String name, MomentRule rule, long step, Rates rates) {
    boolean largest = rule.state().size() > 2;
    double penalty = rule.decoupled() ? 0 : DECAY;
    double shrink = rule.decoupled() ? 1 - RATE * DECAY : 1;
    Operation.Builder row =
        Operation.named(name, "mn")
            .changed("weights", "mn", WEIGHTS)
            .in("gradient", "mn", GRADIENTS, GRADIENTS, BROKEN)
            .prepares(UpdateRows.by(rule, step, 1))
            .changed("exp_avg", "mn", GRADIENTS)
            .changed("exp_avg_sq", "mn", SQUARES);
    if (largest) {
      row.changed("max_exp_avg_sq", "mn", SQUARES);
    }
    return row.gives(
        (dims, before, after) -> {
          for (int i = 0; i < before[0].length; i++) {
            Rounded d = exact(before[1][i]).plus(hyper(penalty).times(exact(before[0][i])));
            Rounded mean = hyper(BETA1).times(exact(before[2][i])).plus(hyper(1 - BETA1).times(d));
            Rounded old = hyper(BETA2).times(exact(before[3][i]));
            Rounded square = old.plus(hyper(1 - BETA2).times(d.times(d)));
            mean.expectedIn(after[2], i);
            square.expectedIn(after[3], i);
            Rounded used = square;
            if (largest) {
              used = square.most(exact(before[4][i]));
              used.expectedIn(after[4], i);
            }
            Rounded move =
                hyper(rates.gradientRate).times(d).plus(hyper(rates.meanRate).times(mean));
            Rounded scale = hyper(rates.rootFactor).times(used.root()).plus(hyper(rates.floor));
            Rounded kept = hyper(shrink).times(exact(before[0][i]));
            kept.minus(move.over(scale)).expectedIn(after[0], i);
          }
        });
  }
}
