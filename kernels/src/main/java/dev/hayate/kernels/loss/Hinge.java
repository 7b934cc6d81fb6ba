package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code max(0, 1 - t x)^power} for targets of 1 and -1: the support vector machine's loss, as
 * {@code tf.keras.losses.Hinge} and {@code SquaredHinge}.
 *
 * @param power 1 or 2
 */
public record Hinge(int power) implements PointLoss {
  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Hinge {
    if (!(power == 1 || power == 2)) {
      throw new IllegalArgumentException("hinge: power is " + power + ": expected 1 or 2");
    }
  }

  @Override
  public String name() {
    return "hinge";
  }

  @Override
  public double value(double x, double target, int column) {
    double gap = Math.max(0, 1 - target * x);
    return power == 1 ? gap : gap * gap;
  }

  @Override
  public double gradient(double x, double target, int column) {
    double gap = Math.max(0, 1 - target * x);
    return gap == 0 ? 0 : power == 1 ? -target : -2 * gap * target;
  }
}
