package dev.hayate.nn.schedule;

/**
 * Up to the highest rate and down to nearly nothing (Smith and Topin, 2019), as {@code
 * torch.optim.lr_scheduler.OneCycleLR}; the optimizer's own rate does not count.
 *
 * @param most the highest rate, PyTorch's {@code max_lr}
 * @param total the number of times, 2 or more
 * @param rising the share of it in which the rate rises, PyTorch's {@code pct_start}
 * @param firstDivisor how much lower than the highest it begins
 * @param lastDivisor how much lower than the first it ends
 * @param linear whether it changes in straight lines and not by cosines
 * @param threePhases whether it falls as it rose, and to the end in a third phase
 */
public record OneCycle(
    double most,
    long total,
    double rising,
    double firstDivisor,
    double lastDivisor,
    boolean linear,
    boolean threePhases)
    implements Schedule {
  /** PyTorch's defaults: a rise over 0.3 of the time, divisors 25 and 10,000, by cosines. */
  public static OneCycle of(double most, long total) {
    return new OneCycle(most, total, 0.3, 25, 1e4, false, false);
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public OneCycle {
    if (!(most > 0
        && total >= 2
        && rising > 0
        && rising < 1
        && firstDivisor > 0
        && lastDivisor > 0)) {
      throw new IllegalArgumentException(
          "one-cycle schedule: most "
              + most
              + ", total "
              + total
              + ", rising "
              + rising
              + ": expected more than 0, 2 or more, between 0 and 1");
    }
  }

  @Override
  public double rate(double base, long time) {
    double firstRate = most / firstDivisor;
    double lastRate = firstRate / lastDivisor;
    double top = rising * total - 1;
    if (time <= top) {
      return between(firstRate, most, top == 0 ? 1 : time / top);
    }
    double foot = threePhases ? 2 * rising * total - 2 : total - 1;
    if (threePhases && time <= foot) {
      return between(most, firstRate, (time - top) / (foot - top));
    }
    double from = threePhases ? foot : top;
    double start = threePhases ? firstRate : most;
    double share = Math.min(1, (time - from) / (total - 1 - from));
    return between(start, lastRate, share);
  }

  private double between(double from, double to, double share) {
    return linear
        ? from + (to - from) * share
        : to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
