package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015), as {@code torch.optim.Adam}.
 *
 * @param rate the learning rate
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param weightDecay the L2 penalty
 */
public record Adam(double rate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  private static final List<String> MOMENTS = List.of("exp_avg", "exp_avg_sq");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Adam {
    Settings.notNegative("Adam", "rate", rate);
    Settings.share("Adam", "beta1", beta1);
    Settings.share("Adam", "beta2", beta2);
    Settings.notNegative("Adam", "epsilon", epsilon);
    Settings.notNegative("Adam", "weight decay", weightDecay);
  }

  /** PyTorch's defaults: betas 0.9 and 0.999, epsilon 1e-8, no weight decay. */
  public static Adam of(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8, 0);
  }

  /** The same with an L2 penalty. */
  public Adam weightDecay(double value) {
    return new Adam(rate, beta1, beta2, epsilon, value);
  }

  @Override
  public String name() {
    return "Adam";
  }

  @Override
  public List<String> state() {
    return MOMENTS;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      List<Tensor> state,
      double rate,
      long step) {
    updates.adam(
        parameters,
        gradients,
        state.get(0),
        state.get(1),
        rate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        false,
        step);
  }
}
