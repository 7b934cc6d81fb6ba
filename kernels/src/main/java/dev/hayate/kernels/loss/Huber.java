package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code (x - t)^2 / 2} up to a distance of delta and {@code delta (|x - t| - delta / 2)} from
 * there on, as {@code torch.nn.HuberLoss} (Huber, 1964).
 *
 * @param delta where the loss becomes linear, usually 1
 */
public record Huber(double delta) implements PointLoss {
  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Huber {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "huber: delta is " + delta + ": expected a finite number above 0");
    }
  }

  @Override
  public String name() {
    return "huber";
  }

  @Override
  public double value(double x, double target, int column) {
    double distance = Math.abs(x - target);
    return distance < delta ? 0.5 * distance * distance : delta * (distance - 0.5 * delta);
  }

  @Override
  public double gradient(double x, double target, int column) {
    return Math.clamp(x - target, -delta, delta);
  }
}
