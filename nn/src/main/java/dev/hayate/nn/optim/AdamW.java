package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as {@code torch.optim.AdamW}.
 *
 * @param rate the learning rate
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param weightDecay the share of the weights that is taken off, times the rate
 * @param amsgrad whether the largest mean square so far takes the last one's place (Reddi, Kale and
 *     Kumar, 2018)
 */
public record AdamW(
    double rate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad)
    implements Optimizer {
  private static final List<String> MOMENTS = List.of("exp_avg", "exp_avg_sq");
  private static final List<String> LARGEST = List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamW {
    Settings.notNegative("AdamW", "rate", rate);
    Settings.share("AdamW", "beta1", beta1);
    Settings.share("AdamW", "beta2", beta2);
    Settings.notNegative("AdamW", "epsilon", epsilon);
    Settings.notNegative("AdamW", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static AdamW of(double rate) {
    return new AdamW(rate, 0.9, 0.999, 1e-8, 0.01, false);
  }

  /** The same with a weight decay. */
  public AdamW weightDecay(double value) {
    return new AdamW(rate, beta1, beta2, epsilon, value, amsgrad);
  }

  /** The same with the largest mean square in place of the last. */
  public AdamW amsgrad(boolean value) {
    return new AdamW(rate, beta1, beta2, epsilon, weightDecay, value);
  }

  @Override
  public String name() {
    return "AdamW";
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
    Adam.update(
        updates,
        parameters,
        gradients,
        state,
        rate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        true,
        amsgrad,
        step);
  }
}
