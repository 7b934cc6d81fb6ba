package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * RMSprop (Hinton, 2012), as {@code torch.optim.RMSprop}; its usual rate is 0.01.
 *
 * @param rate the learning rate
 * @param alpha the share of the mean square that is kept
 * @param epsilon added to the denominator
 * @param weightDecay the L2 penalty
 * @param momentum the share of the velocity that is kept; 0 for none
 * @param centred whether the gradient's variance takes the place of its mean square
 */
public record RmsProp(
    double rate, double alpha, double epsilon, double weightDecay, double momentum, boolean centred)
    implements Optimizer {
  private static final List<String> SQUARE = List.of("square_avg");
  private static final List<String> ALL = List.of("square_avg", "grad_avg", "momentum_buffer");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RmsProp {
    Settings.notNegative("RMSprop", "rate", rate);
    Settings.share("RMSprop", "alpha", alpha);
    Settings.notNegative("RMSprop", "epsilon", epsilon);
    Settings.notNegative("RMSprop", "weightDecay", weightDecay);
    Settings.notNegative("RMSprop", "momentum", momentum);
  }

  /** PyTorch's defaults. */
  public static RmsProp of(double rate) {
    return new RmsProp(rate, 0.99, 1e-8, 0, 0, false);
  }

  /** The same with a weight decay. */
  public RmsProp weightDecay(double value) {
    return new RmsProp(rate, alpha, epsilon, value, momentum, centred);
  }

  @Override
  public String name() {
    return "RMSprop";
  }

  @Override
  public List<String> state() {
    return isPlain() ? SQUARE : ALL;
  }

  private boolean isPlain() {
    return momentum == 0 && !centred;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    if (isPlain()) {
      updates.rmsprop(parameters, gradients, state.tensor(0), rate, weightDecay, alpha, epsilon);
      return;
    }
    updates.rmsprop(
        parameters,
        gradients,
        state.tensor(0),
        state.tensor(1),
        state.tensor(2),
        rate,
        weightDecay,
        alpha,
        epsilon,
        momentum,
        centred);
  }
}
