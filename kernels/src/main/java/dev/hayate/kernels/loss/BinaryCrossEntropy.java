package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code -t log x - (1 - t) log(1 - x)} of probabilities, as {@code torch.nn.BCELoss}: a logarithm
 * is not below -100, and the derivative {@code (x - t) / (x (1 - x))} has a divisor of at least
 * 1e-12.
 */
public record BinaryCrossEntropy() implements PointLoss {
  private static final double LEAST_LOGARITHM = -100;
  private static final double LEAST_DIVISOR = 1e-12;

  @Override
  public String name() {
    return "binary cross entropy";
  }

  @Override
  public double value(double x, double target, int column) {
    double yes = Math.max(Math.log(x), LEAST_LOGARITHM);
    double no = Math.max(Math.log1p(-x), LEAST_LOGARITHM);
    return (target - 1) * no - target * yes;
  }

  @Override
  public double gradient(double x, double target, int column) {
    return (x - target) / Math.max((1 - x) * x, LEAST_DIVISOR);
  }
}
