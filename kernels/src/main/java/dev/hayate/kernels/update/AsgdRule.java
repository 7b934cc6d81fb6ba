package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Averaged gradient descent (Polyak and Juditsky, 1992), as {@code torch.optim.ASGD}: {@code w = w
 * - rate / (1 + lambda rate (t - 1))^alpha (g + (decay + lambda) w)}, and the average of the
 * weights from a step on, {@code ax = ax + (w - ax) / max(1, t - 1 - start)}.
 *
 * @param lambda how the rate falls
 * @param alpha the power of that fall
 * @param start the step from which the average runs
 * @param decay the L2 penalty
 */
public record AsgdRule(double lambda, double alpha, double start, double decay)
    implements UpdateRule {
  private static final String NAME = "ASGD";
  private static final List<String> STATE = List.of("ax");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AsgdRule {
    Settings.notNegative(NAME, "lambda", lambda);
    Settings.notNegative(NAME, "start", start);
    Settings.notNegative(NAME, "alpha", alpha);
    Settings.notNegative(NAME, "weightDecay", decay);
  }

  /** The same with another decay. */
  public AsgdRule decay(double value) {
    return new AsgdRule(lambda, alpha, start, value);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  /** The rate of the next step. */
  public double rate(Stretch x) {
    return x.rate() / Math.pow(1 + lambda * x.rate() * (x.step() - 1), alpha);
  }

  /** The penalty that joins the gradient. */
  public double penalty() {
    return decay + lambda;
  }

  /** The share of the average that is kept. */
  public double kept(Stretch x) {
    return 1 - 1 / Math.max(1, x.step() - 1 - start);
  }

  @Override
  public void step(Stretch x) {
    double rate = rate(x);
    double kept = kept(x);
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double moved = weight - rate * (x.gradient(i) + penalty() * weight);
      x.weight(i, moved);
      x.state(0, i, kept * x.state(0, i) + (1 - kept) * moved);
    }
  }
}
