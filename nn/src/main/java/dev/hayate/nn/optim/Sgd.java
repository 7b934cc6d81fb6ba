package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Stochastic gradient descent, as {@code torch.optim.SGD}.
 *
 * @param rate the learning rate
 * @param momentum the share of the velocity that is kept; 0 for none
 * @param dampening the share of the gradient that the velocity does not take
 * @param weightDecay the L2 penalty
 * @param nesterov whether to look ahead along the velocity
 */
public record Sgd(
    double rate, double momentum, double dampening, double weightDecay, boolean nesterov)
    implements Optimizer {
  private static final List<String> VELOCITY = List.of("momentum_buffer");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range, or Nesterov's form is asked for
   *     without momentum or with dampening
   */
  public Sgd {
    Settings.notNegative("SGD", "rate", rate);
    Settings.notNegative("SGD", "momentum", momentum);
    Settings.notNegative("SGD", "weight decay", weightDecay);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new IllegalArgumentException(
          "SGD: Nesterov's form needs a momentum and no dampening, found momentum "
              + momentum
              + ", dampening "
              + dampening);
    }
  }

  /** Plain gradient descent. */
  public static Sgd of(double rate) {
    return new Sgd(rate, 0, 0, 0, false);
  }

  /** The same with a momentum. */
  public Sgd momentum(double value) {
    return new Sgd(rate, value, dampening, weightDecay, nesterov);
  }

  /** The same with Nesterov's momentum. */
  public Sgd nesterov(double momentum) {
    return new Sgd(rate, momentum, 0, weightDecay, true);
  }

  /** The same with an L2 penalty. */
  public Sgd weightDecay(double value) {
    return new Sgd(rate, momentum, dampening, value, nesterov);
  }

  @Override
  public String name() {
    return "SGD";
  }

  @Override
  public List<String> state() {
    return momentum == 0 ? List.of() : VELOCITY;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    if (momentum == 0) {
      updates.sgd(parameters, gradients, rate, weightDecay);
    } else {
      updates.sgd(
          parameters,
          gradients,
          state.tensor(0),
          rate,
          weightDecay,
          momentum,
          step == 1 ? 0 : dampening,
          nesterov);
    }
  }
}
