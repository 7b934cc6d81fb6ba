package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.UpdateRule;
import java.util.List;

/**
 * Resilient backpropagation (Riedmiller and Braun, 1993), as {@code torch.optim.Rprop}, for whole
 * batches. Each weight has a step size of its own, which is the rate at first, grows while the
 * gradient keeps its sign and shrinks when it changes; after a change the weight rests for one
 * step. A gradient that is 0 or NaN has no sign.
 *
 * @param shrink the factor after a change of sign
 * @param grow the factor without
 * @param least the smallest step
 * @param most the largest step
 */
public record RpropRule(double shrink, double grow, double least, double most)
    implements UpdateRule {
  private static final List<String> STATE = List.of("prev", "step_size");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RpropRule {
    if (!(shrink > 0 && shrink < 1 && grow > 1 && least >= 0 && most >= least)) {
      throw new IllegalArgumentException(
          "Rprop: factors "
              + shrink
              + " and "
              + grow
              + ", steps "
              + least
              + " to "
              + most
              + ": expected factors below and above 1, and least <= most");
    }
  }

  @Override
  public String name() {
    return "Rprop";
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  @Override
  public double initial(int index, double rate) {
    return index == 1 ? rate : 0;
  }

  @Override
  public void step(Stretch x) {
    for (long i = 0; i < x.size(); i++) {
      double gradient = x.gradient(i);
      double sign = Math.signum(gradient * x.state(0, i));
      double factor = sign > 0 ? grow : sign < 0 ? shrink : 1;
      double length = Math.clamp(x.state(1, i) * factor, least, most);
      double kept = sign < 0 ? 0 : gradient;
      x.state(0, i, kept);
      x.state(1, i, length);
      x.weight(i, x.weight(i) - length * Math.signum(kept));
    }
  }
}
