package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Adamax (Kingma and Ba, 2015), as {@code torch.optim.Adamax}: {@code d = g + decay w; m = beta1 m
 * + (1 - beta1) d; norm = max(beta2 norm, |d| + epsilon); w = w - rate / (1 - beta1^t) m / norm}.
 *
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the largest gradient that is kept
 * @param epsilon added to the denominator
 * @param decay the L2 penalty
 */
public record AdamaxRule(double beta1, double beta2, double epsilon, double decay)
    implements UpdateRule {
  private static final List<String> STATE = List.of("exp_avg", "exp_inf");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamaxRule {
    Moments.check("Adamax", beta1, beta2, epsilon, decay);
  }

  /** The same with another decay. */
  public AdamaxRule decay(double value) {
    return new AdamaxRule(beta1, beta2, epsilon, value);
  }

  @Override
  public String name() {
    return "Adamax";
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  /** The rate for the mean. */
  public double meanRate(Stretch x) {
    return x.rate() / (1 - Math.pow(beta1, (double) x.step()));
  }

  @Override
  public void step(Stretch x) {
    double meanRate = meanRate(x);
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double direction = x.gradient(i) + decay * weight;
      double mean = beta1 * x.state(0, i) + (1 - beta1) * direction;
      double largest = Math.max(beta2 * x.state(1, i), Math.abs(direction) + epsilon);
      x.state(0, i, mean);
      x.state(1, i, largest);
      x.weight(i, weight - meanRate * mean / largest);
    }
  }
}
