package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Averaged gradient descent (Polyak and Juditsky, 1992), as {@code torch.optim.ASGD}; the average
 * of the weights stands in the state.
 *
 * @param rate the learning rate
 * @param lambda how the rate falls
 * @param alpha the power of that fall
 * @param start the step from which the average runs
 * @param weightDecay the L2 penalty
 */
public record Asgd(double rate, double lambda, double alpha, double start, double weightDecay)
    implements Optimizer {
  private static final List<String> STATE = List.of("ax");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Asgd {
    Settings.notNegative("ASGD", "rate", rate);
    Settings.notNegative("ASGD", "lambda", lambda);
    Settings.notNegative("ASGD", "start", start);
    Settings.notNegative("ASGD", "alpha", alpha);
    Settings.notNegative("ASGD", "weightDecay", weightDecay);
  }

  /** PyTorch's defaults. */
  public static Asgd of(double rate) {
    return new Asgd(rate, 1e-4, 0.75, 1e6, 0);
  }

  /** The same with a weight decay. */
  public Asgd weightDecay(double value) {
    return new Asgd(rate, lambda, alpha, start, value);
  }

  @Override
  public String name() {
    return "ASGD";
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
    double now = rate / Math.pow(1 + lambda * rate * (step - 1), alpha);
    updates.sgd(parameters, gradients, now, weightDecay + lambda);
    double share = 1 / Math.max(1, step - 1 - start);
    updates.average(state.tensor(0), parameters, 1 - share);
  }
}
