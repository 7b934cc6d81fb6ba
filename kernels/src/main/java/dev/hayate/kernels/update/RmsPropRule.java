package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop (Hinton, 2012), as {@code torch.optim.RMSprop}: {@code d = g + decay w; square = alpha
 * square + (1 - alpha) d d; step = d / (sqrt(square) + epsilon); w = w - rate step}. With a
 * momentum {@code v = momentum v + step; w = w - rate v}. Centred, {@code mean = alpha mean + (1 -
 * alpha) d} and {@code square - mean mean} takes the place of the square under the root.
 *
 * <p>That difference is never negative by itself, but may become so by rounding, above all by that
 * of what is kept, where a gradient has hardly changed for long. It counts as 0 then; PyTorch makes
 * such a weight NaN.
 *
 * @param alpha the share of the means that is kept
 * @param epsilon added to the denominator
 * @param decay the L2 penalty
 * @param momentum the share of the velocity that is kept; 0 for none
 * @param centred whether the gradient's variance takes the place of its mean square
 */
public record RmsPropRule(
    double alpha, double epsilon, double decay, double momentum, boolean centred)
    implements UpdateRule {
  private static final String NAME = "RMSprop";

  /** By whether it is centred, twice, and whether it has a momentum. */
  private static final List<List<String>> STATES =
      List.of(state(false, false), state(false, true), state(true, false), state(true, true));

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RmsPropRule {
    Settings.share(NAME, "alpha", alpha);
    Settings.notNegative(NAME, "epsilon", epsilon);
    Settings.notNegative(NAME, "weightDecay", decay);
    Settings.notNegative(NAME, "momentum", momentum);
  }

  private static List<String> state(boolean centred, boolean momentum) {
    List<String> names = new ArrayList<>(List.of("square_avg"));
    if (centred) {
      names.add("grad_avg");
    }
    if (momentum) {
      names.add("momentum_buffer");
    }
    return List.copyOf(names);
  }

  /** The same with another decay. */
  public RmsPropRule decay(double value) {
    return new RmsPropRule(alpha, epsilon, value, momentum, centred);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> state() {
    return STATES.get((centred ? 2 : 0) + (momentum > 0 ? 1 : 0));
  }

  @Override
  public void step(Stretch x) {
    int velocity = centred ? 2 : 1;
    for (long i = 0; i < x.size(); i++) {
      double weight = x.weight(i);
      double direction = x.gradient(i) + decay * weight;
      double square = alpha * x.state(0, i) + (1 - alpha) * direction * direction;
      x.state(0, i, square);
      if (centred) {
        double mean = alpha * x.state(1, i) + (1 - alpha) * direction;
        x.state(1, i, mean);
        square = Math.max(square - mean * mean, 0);
      }
      double move = direction / (Math.sqrt(square) + epsilon);
      if (momentum > 0) {
        move = momentum * x.state(velocity, i) + move;
        x.state(velocity, i, move);
      }
      x.weight(i, weight - x.rate() * move);
    }
  }
}
