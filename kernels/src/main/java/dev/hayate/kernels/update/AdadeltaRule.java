package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Adadelta (Zeiler, 2012), as {@code torch.optim.Adadelta}: {@code d = g + decay w; square = rho
 * square + (1 - rho) d d; u = d sqrt(delta + epsilon) / sqrt(square + epsilon); delta = rho delta +
 * (1 - rho) u u; w = w - rate u}.
 *
 * @param rho the share of the mean squares that is kept
 * @param epsilon added under the roots
 * @param decay the L2 penalty
 */
public record AdadeltaRule(double rho, double epsilon, double decay) implements UpdateRule {
  private static final String NAME = "Adadelta";
  private static final List<String> STATE = List.of("square_avg", "acc_delta");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AdadeltaRule {
    Settings.share(NAME, "rho", rho);
    Settings.notNegative(NAME, "epsilon", epsilon);
    Settings.notNegative(NAME, "weightDecay", decay);
  }

  /** The same with another decay. */
  public AdadeltaRule decay(double value) {
    return new AdadeltaRule(rho, epsilon, value);
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
  public void step(Stretch x) {
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double direction = x.gradient(i) + decay * weight;
      double mean = rho * x.state(0, i) + (1 - rho) * direction * direction;
      double before = x.state(1, i);
      double update = direction * Math.sqrt(before + epsilon) / Math.sqrt(mean + epsilon);
      x.state(0, i, mean);
      x.state(1, i, rho * before + (1 - rho) * update * update);
      x.weight(i, weight - x.rate() * update);
    }
  }
}
