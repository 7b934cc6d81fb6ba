package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Lion (Chen and others, Symbolic discovery of optimization algorithms, 2023), with decoupled
 * weight decay; its usual rate is 0.0001.
 *
 * @param rate the learning rate
 * @param beta1 the share of the mean in the direction
 * @param beta2 the share of the mean that is kept
 * @param weightDecay the share of the weights that is taken off, times the rate
 */
public record Lion(double rate, double beta1, double beta2, double weightDecay)
    implements Optimizer {
  private static final List<String> STATE = List.of("exp_avg");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Lion {
    Settings.notNegative("Lion", "rate", rate);
    Settings.share("Lion", "beta1", beta1);
    Settings.share("Lion", "beta2", beta2);
    Settings.notNegative("Lion", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static Lion of(double rate) {
    return new Lion(rate, 0.9, 0.99, 0);
  }

  /** The same with a weight decay. */
  public Lion weightDecay(double value) {
    return new Lion(rate, beta1, beta2, value);
  }

  @Override
  public String name() {
    return "Lion";
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
    updates.lion(parameters, gradients, state.tensor(0), rate, weightDecay, beta1, beta2);
  }
}
