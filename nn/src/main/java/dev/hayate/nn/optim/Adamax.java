package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Adamax (Kingma and Ba, 2015), as {@code torch.optim.Adamax}; its usual rate is 0.002.
 *
 * @param rate the learning rate
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the largest gradient that is kept
 * @param epsilon added to the denominator
 * @param weightDecay the L2 penalty
 */
public record Adamax(double rate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  private static final List<String> STATE = List.of("exp_avg", "exp_inf");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Adamax {
    Settings.notNegative("Adamax", "rate", rate);
    Settings.share("Adamax", "beta1", beta1);
    Settings.share("Adamax", "beta2", beta2);
    Settings.notNegative("Adamax", "epsilon", epsilon);
    Settings.notNegative("Adamax", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static Adamax of(double rate) {
    return new Adamax(rate, 0.9, 0.999, 1e-8, 0);
  }

  /** The same with a weight decay. */
  public Adamax weightDecay(double value) {
    return new Adamax(rate, beta1, beta2, epsilon, value);
  }

  @Override
  public String name() {
    return "Adamax";
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
    updates.adamax(
        parameters,
        gradients,
        state.tensor(0),
        state.tensor(1),
        rate / (1 - Math.pow(beta1, (double) step)),
        weightDecay,
        beta1,
        beta2,
        epsilon);
  }
}
