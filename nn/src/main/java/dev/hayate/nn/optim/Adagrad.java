package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Adagrad (Duchi, Hazan and Singer, 2011), as {@code torch.optim.Adagrad}.
 *
 * @param rate the learning rate
 * @param rateDecay how the rate falls: {@code rate / (1 + (step - 1) rateDecay)}
 * @param weightDecay the L2 penalty
 * @param initialSum the sum of squares before the first step
 * @param epsilon added to the denominator
 */
public record Adagrad(
    double rate, double rateDecay, double weightDecay, double initialSum, double epsilon)
    implements Optimizer {
  private static final List<String> STATE = List.of("sum");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Adagrad {
    Settings.notNegative("Adagrad", "rate", rate);
    Settings.notNegative("Adagrad", "rateDecay", rateDecay);
    Settings.notNegative("Adagrad", "weightDecay", weightDecay);
    Settings.notNegative("Adagrad", "initialSum", initialSum);
    Settings.notNegative("Adagrad", "epsilon", epsilon);
  }

  /** PyTorch's defaults. */
  public static Adagrad of(double rate) {
    return new Adagrad(rate, 0, 0, 0, 1e-10);
  }

  /** The same with a weight decay. */
  public Adagrad weightDecay(double value) {
    return new Adagrad(rate, rateDecay, value, initialSum, epsilon);
  }

  @Override
  public String name() {
    return "Adagrad";
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  @Override
  public double initial(String tensor) {
    return initialSum;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    double now = rate / (1 + (step - 1) * rateDecay);
    updates.adagrad(parameters, gradients, state.tensor(0), now, weightDecay, epsilon);
  }
}
