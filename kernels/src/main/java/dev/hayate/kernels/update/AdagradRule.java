package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Adagrad (Duchi, Hazan and Singer, 2011), as {@code torch.optim.Adagrad}: {@code d = g + decay w;
 * sum = sum + d d; w = w - rate / (1 + (t - 1) rateDecay) d / (sqrt(sum) + epsilon)}.
 *
 * @param rateDecay how the rate falls
 * @param decay the L2 penalty
 * @param initialSum the sum of squares before the first step
 * @param epsilon added to the denominator
 */
public record AdagradRule(double rateDecay, double decay, double initialSum, double epsilon)
    implements UpdateRule {
  private static final String NAME = "Adagrad";
  private static final List<String> STATE = List.of("sum");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AdagradRule {
    Settings.notNegative(NAME, "rateDecay", rateDecay);
    Settings.notNegative(NAME, "weightDecay", decay);
    Settings.notNegative(NAME, "initialSum", initialSum);
    Settings.notNegative(NAME, "epsilon", epsilon);
  }

  /** The same with another decay. */
  public AdagradRule decay(double value) {
    return new AdagradRule(rateDecay, value, initialSum, epsilon);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  @Override
  public double initial(int index, double rate) {
    return initialSum;
  }

  /** The rate of the next step. */
  public double rate(Stretch x) {
    return x.rate() / (1 + (x.step() - 1) * rateDecay);
  }

  @Override
  public void step(Stretch x) {
    double rate = rate(x);
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double direction = x.gradient(i) + decay * weight;
      double total = x.state(0, i) + direction * direction;
      x.state(0, i, total);
      x.weight(i, weight - rate * direction / (Math.sqrt(total) + epsilon));
    }
  }
}
