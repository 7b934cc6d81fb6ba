package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * What Adam and its relatives have in common: {@code d = g + penalty w; m = beta1 m + (1 - beta1)
 * d; v = beta2 v + (1 - beta2) d d; w = shrink w - (gradientRate d + meanRate m) / (rootFactor
 * sqrt(v) + floor)}. A rule that keeps a third tensor keeps the largest v so far there, and uses
 * that in place of v (Reddi, Kale and Kumar, 2018).
 *
 * <p>What takes a stretch is the same for all weights, and may change from step to step.
 */
public interface MomentRule extends UpdateRule {
  @Override
  default List<String> state() {
    return Moments.NAMES;
  }

  /** The share of the gradient's mean that is kept. */
  double beta1();

  /** The share of the squared gradient's mean that is kept. */
  double beta2();

  /** The weight decay. */
  double decay();

  /** Whether the decay is AdamW's, beside the gradient, or an L2 penalty that joins it. */
  boolean decoupled();

  /** The L2 penalty that joins the gradient. */
  default double penalty() {
    return decoupled() ? 0 : decay();
  }

  /** What every weight is multiplied by first. */
  default double shrink(Stretch x) {
    return decoupled() ? 1 - x.rate() * decay() : 1;
  }

  /** The rate for the gradient itself. */
  default double gradientRate(Stretch x) {
    return 0;
  }

  /** The rate for its mean. */
  double meanRate(Stretch x);

  /** The factor of the root of v. */
  default double rootFactor(Stretch x) {
    return 1 / Math.sqrt(1 - Math.pow(beta2(), (double) x.step()));
  }

  /** What is added to that root. */
  double floor(Stretch x);

  @Override
  default void step(Stretch x) {
    double shrink = shrink(x);
    double gradientRate = gradientRate(x);
    double meanRate = meanRate(x);
    double rootFactor = rootFactor(x);
    double floor = floor(x);
    boolean largest = state().size() > 2;
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double direction = x.gradient(i) + penalty() * weight;
      double mean = beta1() * x.state(0, i) + (1 - beta1()) * direction;
      double square = beta2() * x.state(1, i) + (1 - beta2()) * direction * direction;
      x.state(0, i, mean);
      x.state(1, i, square);
      if (largest) {
        square = Math.max(square, x.state(2, i));
        x.state(2, i, square);
      }
      double move = gradientRate * direction + meanRate * mean;
      x.weight(i, shrink * weight - move / (rootFactor * Math.sqrt(square) + floor));
    }
  }
}
