package dev.hayate.nn.schedule;

/**
 * A factor that goes in a straight line from one value to another and stays there, as {@code
 * torch.optim.lr_scheduler.LinearLR}.
 *
 * @param from the first factor
 * @param to the last one
 * @param total when it is reached
 */
public record Linear(double from, double to, long total) implements Schedule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Linear {
    if (!(total >= 1)) {
      throw new IllegalArgumentException(
          "linear schedule: total is " + total + ": expected 1 or more");
    }
  }

  @Override
  public double rate(double base, long time) {
    return base * (from + (to - from) * Math.min(time, total) / total);
  }
}
