package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Resilient backpropagation (Riedmiller and Braun, 1993), as {@code torch.optim.Rprop}, for whole
 * batches; the rate is the first step size.
 *
 * @param rate the learning rate
 * @param shrink the factor after a change of sign
 * @param grow the factor without
 * @param least the smallest step
 * @param most the largest step
 */
public record Rprop(double rate, double shrink, double grow, double least, double most)
    implements Optimizer {
  private static final List<String> STATE = List.of("prev", "step_size");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Rprop {
    Settings.notNegative("Rprop", "rate", rate);
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

  /** PyTorch's defaults. */
  public static Rprop of(double rate) {
    return new Rprop(rate, 0.5, 1.2, 1e-6, 50);
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
  public double initial(String tensor) {
    return tensor.equals("step_size") ? rate : 0;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    updates.rprop(
        parameters, gradients, state.tensor(0), state.tensor(1), shrink, grow, least, most);
  }
}
