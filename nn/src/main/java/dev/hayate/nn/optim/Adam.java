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
 * @param amsgrad whether the largest mean square so far takes the last one's place (Reddi, Kale and
 *     Kumar, 2018)
 */
public record Adam(
    double rate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad)
    implements Optimizer {
  private static final List<String> MOMENTS = List.of("exp_avg", "exp_avg_sq");
  private static final List<String> LARGEST = List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq");

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
    Settings.notNegative("Adam", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static Adam of(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8, 0, false);
  }

  /** The same with a weight decay. */
  public Adam weightDecay(double value) {
    return new Adam(rate, beta1, beta2, epsilon, value, amsgrad);
  }

  /** The same with the largest mean square in place of the last. */
  public Adam amsgrad(boolean value) {
    return new Adam(rate, beta1, beta2, epsilon, weightDecay, value);
  }

  @Override
  public String name() {
    return "Adam";
  }

  @Override
  public List<String> state() {
    return amsgrad ? LARGEST : MOMENTS;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    update(
        updates,
        parameters,
        gradients,
        state,
        rate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        false,
        amsgrad,
        step);
  }

  /**
   * A step of Adam or AdamW.
   *
   * @param decoupled whether the weights decay beside the gradients, and not as a part of them
   */
  static void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      boolean decoupled,
      boolean amsgrad,
      long step) {
    if (!amsgrad) {
      updates.adam(
          parameters,
          gradients,
          state.tensor(0),
          state.tensor(1),
          rate,
          beta1,
          beta2,
          epsilon,
          weightDecay,
          decoupled,
          step);
      return;
    }
    updates.moments(
        parameters,
        gradients,
        state.tensor(0),
        state.tensor(1),
        state.tensor(2),
        beta1,
        beta2,
        decoupled ? 0 : weightDecay,
        decoupled ? 1 - rate * weightDecay : 1,
        0,
        rate / (1 - Math.pow(beta1, (double) step)),
        1 / Math.sqrt(1 - Math.pow(beta2, (double) step)),
        epsilon);
  }
}
