package dev.hayate.nn.schedule;

/**
 * A rate that grows in a straight line to where another schedule begins: {@code (time + 1) / (total
 * + 1)} of it, then that schedule, with its time counted from there.
 *
 * @param total how long it grows
 * @param then what follows
 */
public record WarmUp(long total, Schedule then) implements Schedule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public WarmUp {
    if (!(total >= 0)) {
      throw new IllegalArgumentException("warm-up: total is " + total + ": expected 0 or more");
    }
  }

  @Override
  public double rate(double base, long time) {
    return time < total
        ? then.rate(base, 0) * (time + 1) / (total + 1)
        : then.rate(base, time - total);
  }
}
