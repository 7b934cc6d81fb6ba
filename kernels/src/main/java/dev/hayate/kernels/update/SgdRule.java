package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Stochastic gradient descent, as {@code torch.optim.SGD}: {@code d = g + decay w; w = w - rate d}.
 * With a momentum {@code v = momentum v + (1 - dampening) d}, without dampening in the first step,
 * and {@code w = w - rate v}; Nesterov's form is {@code w = w - rate (d + momentum v)}.
 *
 * @param momentum the share of the velocity that is kept; 0 for none
 * @param dampening the share of the gradient that the velocity does not take
 * @param decay the L2 penalty
 * @param nesterov whether to look ahead along the velocity
 */
public record SgdRule(double momentum, double dampening, double decay, boolean nesterov)
    implements UpdateRule {
  private static final String NAME = "SGD";
  private static final List<String> VELOCITY = List.of("momentum_buffer");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range, or Nesterov's form is asked for
   *     without momentum or with dampening
   */
  public SgdRule {
    Settings.notNegative(NAME, "momentum", momentum);
    Settings.notNegative(NAME, "weight decay", decay);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new IllegalArgumentException(
          "SGD: Nesterov's form needs a momentum and no dampening, found momentum "
              + momentum
              + ", dampening "
              + dampening);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> state() {
    return momentum == 0 ? List.of() : VELOCITY;
  }

  /** The share of the gradient that the velocity takes. */
  public double share(Stretch x) {
    return x.step() == 1 ? 1 : 1 - dampening;
  }

  @Override
  public void step(Stretch x) {
    double share = share(x);
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double move = x.gradient(i) + decay * weight;
      if (momentum > 0) {
        double velocity = momentum * x.state(0, i) + share * move;
        x.state(0, i, velocity);
        move = nesterov ? move + momentum * velocity : velocity;
      }
      x.weight(i, weight - x.rate() * move);
    }
  }
}
