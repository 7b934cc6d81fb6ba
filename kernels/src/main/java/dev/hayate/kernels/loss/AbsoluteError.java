package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/** {@code |x - t|}, as {@code torch.nn.L1Loss}; the derivative at 0 is 0. */
public record AbsoluteError() implements PointLoss {
  @Override
  public String name() {
    return "l1";
  }

  @Override
  public double value(double x, double target, int column) {
    return Math.abs(x - target);
  }

  @Override
  public double gradient(double x, double target, int column) {
    return Math.signum(x - target);
  }
}
