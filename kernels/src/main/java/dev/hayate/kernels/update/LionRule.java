package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Lion (Chen and others, Symbolic discovery of optimization algorithms, 2023): {@code w = w - rate
 * decay w - rate sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g}.
 *
 * @param beta1 the share of the mean in the direction
 * @param beta2 the share of the mean that is kept
 * @param decay the share of the weights that is taken off, times the rate
 */
public record LionRule(double beta1, double beta2, double decay) implements UpdateRule {
  private static final String NAME = "Lion";
  private static final List<String> STATE = List.of("exp_avg");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public LionRule {
    Settings.share(NAME, "beta1", beta1);
    Settings.share(NAME, "beta2", beta2);
    Settings.notNegative(NAME, "weightDecay", decay);
  }

  /** The same with another decay. */
  public LionRule decay(double value) {
    return new LionRule(beta1, beta2, value);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  /** What every weight is multiplied by first. */
  public double shrink(Stretch x) {
    return 1 - x.rate() * decay;
  }

  @Override
  public void step(Stretch x) {
    double shrink = shrink(x);
    for (long i = 0; i < x.size(); i++) {
      double gradient = x.gradient(i);
      double mean = x.state(0, i);
      double sign = Math.signum(beta1 * mean + (1 - beta1) * gradient);
      x.state(0, i, beta2 * mean + (1 - beta2) * gradient);
      x.weight(i, x.weight(i) * shrink - x.rate() * sign);
    }
  }
}
