package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Adadelta (Zeiler, 2012), as {@code torch.optim.Adadelta}; its usual rate is 1.
 *
 * @param rate the learning rate
 * @param rho the share of the mean squares that is kept
 * @param epsilon added to the denominator under the root
 * @param weightDecay the L2 penalty
 */
public record Adadelta(double rate, double rho, double epsilon, double weightDecay)
    implements Optimizer {
  private static final List<String> STATE = List.of("square_avg", "acc_delta");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Adadelta {
    Settings.notNegative("Adadelta", "rate", rate);
    Settings.share("Adadelta", "rho", rho);
    Settings.notNegative("Adadelta", "epsilon", epsilon);
    Settings.notNegative("Adadelta", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static Adadelta of(double rate) {
    return new Adadelta(rate, 0.9, 1e-6, 0);
  }

  /** The same with a weight decay. */
  public Adadelta weightDecay(double value) {
    return new Adadelta(rate, rho, epsilon, value);
  }

  @Override
  public String name() {
    return "Adadelta";
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    updates.adadelta(
        parameters, gradients, state.tensor(0), state.tensor(1), rate, weightDecay, rho, epsilon);
  }
}
