package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code log(1 + exp(-t x))} for targets of 1 and -1, as {@code torch.nn.SoftMarginLoss}, without
 * overflow.
 */
public record SoftMargin() implements PointLoss {
  @Override
  public String name() {
    return "soft margin";
  }

  @Override
  public double value(double x, double target, int column) {
    double z = -target * x;
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }

  @Override
  public double gradient(double x, double target, int column) {
    return -target / (1 + Math.exp(target * x));
  }
}
