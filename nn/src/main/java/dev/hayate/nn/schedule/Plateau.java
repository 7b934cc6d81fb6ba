package dev.hayate.nn.schedule;

/**
 * When to lower the rate because a measure no longer gets better, as {@code
 * torch.optim.lr_scheduler.ReduceLROnPlateau}: the trainer multiplies what its schedule gives by a
 * factor that falls.
 *
 * @param factor what the rate is multiplied by
 * @param patience how many measures in a row may be no better
 * @param threshold how much better counts
 * @param relative whether that is a share of the best, and not a difference
 * @param larger whether larger is better
 * @param cooldown how many measures after a fall do not count
 * @param least the rate is not made lower than this
 */
public record Plateau(
    double factor,
    int patience,
    double threshold,
    boolean relative,
    boolean larger,
    int cooldown,
    double least) {
  /**
   * Checks the factor.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1, or a count is negative
   */
  public Plateau {
    if (!(factor > 0 && factor < 1) || patience < 0 || cooldown < 0) {
      throw new IllegalArgumentException(
          "plateau: factor "
              + factor
              + ", patience "
              + patience
              + ", cooldown "
              + cooldown
              + ": expected between 0 and 1, and 0 or more");
    }
  }

  /** PyTorch's defaults: patience 10, threshold 1e-4 of the best, smaller is better. */
  public static Plateau of(double factor) {
    return new Plateau(factor, 10, 1e-4, true, false, 0, 0);
  }

  /** Whether a measure is better than the best so far. */
  public boolean isBetter(double measure, double best) {
    double margin = relative ? Math.abs(best) * threshold : threshold;
    if (relative && Double.isInfinite(best)) {
      return larger ? measure > best : measure < best;
    }
    return larger ? measure > best + margin : measure < best - margin;
  }
}
