package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/** {@code (x - t)^2}, as {@code torch.nn.MSELoss}. */
public record SquaredError() implements PointLoss {
  @Override
  public String name() {
    return "mean squared error";
  }

  @Override
  public double value(double x, double target, int column) {
    return (x - target) * (x - target);
  }

  @Override
  public double gradient(double x, double target, int column) {
    return 2 * (x - target);
  }
}
