package dev.hayate.nn.schedule;

/**
 * Down to 0 as a power of the time that is left, as {@code torch.optim.lr_scheduler.PolynomialLR}.
 *
 * @param total when it is 0
 * @param power the power, 1 for a straight line
 */
public record Polynomial(long total, double power) implements Schedule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Polynomial {
    if (!(total >= 1)) {
      throw new IllegalArgumentException(
          "polynomial schedule: total is " + total + ": expected 1 or more");
    }
  }

  @Override
  public double rate(double base, long time) {
    return base * Math.pow(1 - (double) Math.min(time, total) / total, power);
  }
}
