package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code (x - t)^2 / (2 beta)} below a distance of beta and {@code |x - t| - beta / 2} from there
 * on, as {@code torch.nn.SmoothL1Loss}; a beta of 0 is the absolute error.
 *
 * @param beta where the loss becomes linear, usually 1
 */
public record SmoothL1(double beta) implements PointLoss {
  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public SmoothL1 {
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "smooth l1: beta is " + beta + ": expected a finite number of 0 or more");
    }
  }

  @Override
  public String name() {
    return "smooth l1";
  }

  @Override
  public double value(double x, double target, int column) {
    double distance = Math.abs(x - target);
    return distance < beta ? 0.5 * distance * distance / beta : distance - 0.5 * beta;
  }

  @Override
  public double gradient(double x, double target, int column) {
    double error = x - target;
    return Math.abs(error) < beta ? error / beta : Math.signum(error);
  }
}
