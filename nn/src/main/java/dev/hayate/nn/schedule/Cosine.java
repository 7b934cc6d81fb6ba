package dev.hayate.nn.schedule;

/**
 * Half a period of a cosine down to the least rate, and up again after it, as {@code
 * torch.optim.lr_scheduler.CosineAnnealingLR}.
 *
 * @param half PyTorch's {@code T_max}
 * @param least PyTorch's {@code eta_min}
 */
public record Cosine(long half, double least) implements Schedule {
  /** Down to 0. */
  public static Cosine of(long half) {
    return new Cosine(half, 0);
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Cosine {
    if (!(half >= 1)) {
      throw new IllegalArgumentException(
          "cosine schedule: half a period is " + half + ": expected 1 or more");
    }
  }

  @Override
  public double rate(double base, long time) {
    return least + (base - least) * (1 + Math.cos(Math.PI * time / half)) / 2;
  }
}
