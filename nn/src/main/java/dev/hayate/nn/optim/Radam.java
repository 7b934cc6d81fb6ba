package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Rectified Adam (Liu and others, 2020), as {@code torch.optim.RAdam}: plain momentum until the
 * mean square can be trusted.
 *
 * @param rate the learning rate
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param weightDecay the L2 penalty, or the decoupled decay
 * @param decoupled whether the decay is AdamW's
 */
public record Radam(
    double rate, double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements Optimizer {
  private static final List<String> STATE = List.of("exp_avg", "exp_avg_sq");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Radam {
    Settings.notNegative("RAdam", "rate", rate);
    Settings.share("RAdam", "beta1", beta1);
    Settings.share("RAdam", "beta2", beta2);
    Settings.notNegative("RAdam", "epsilon", epsilon);
    Settings.notNegative("RAdam", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static Radam of(double rate) {
    return new Radam(rate, 0.9, 0.999, 1e-8, 0, false);
  }

  /** The same with a weight decay. */
  public Radam weightDecay(double value) {
    return new Radam(rate, beta1, beta2, epsilon, value, decoupled);
  }

  @Override
  public String name() {
    return "RAdam";
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
    double power = Math.pow(beta2, (double) step);
    double limit = 2 / (1 - beta2) - 1;
    double length = limit - 2 * step * power / (1 - power);
    double meanRate = rate / (1 - Math.pow(beta1, (double) step));
    boolean trusted = length > 5;
    if (trusted) {
      double rectified = (length - 4) * (length - 2) * limit;
      meanRate *= Math.sqrt(rectified / ((limit - 4) * (limit - 2) * length) * (1 - power));
    }
    updates.moments(
        parameters,
        gradients,
        state.tensor(0),
        state.tensor(1),
        beta1,
        beta2,
        decoupled ? 0 : weightDecay,
        decoupled ? 1 - rate * weightDecay : 1,
        0,
        meanRate,
        trusted ? 1 : 0,
        trusted ? epsilon : 1);
  }
}
