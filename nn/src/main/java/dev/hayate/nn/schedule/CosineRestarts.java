package dev.hayate.nn.schedule;

/**
 * A cosine down to the least rate, again and again (Loshchilov and Hutter, SGDR, 2017), as {@code
 * torch.optim.lr_scheduler.CosineAnnealingWarmRestarts}.
 *
 * @param first the length of the first period, PyTorch's {@code T_0}
 * @param growth what the length is multiplied by after each, PyTorch's {@code T_mult}
 * @param least PyTorch's {@code eta_min}
 */
public record CosineRestarts(long first, int growth, double least) implements Schedule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public CosineRestarts {
    if (!(first >= 1 && growth >= 1)) {
      throw new IllegalArgumentException(
          "cosine schedule: first period "
              + first
              + ", growth "
              + growth
              + ": expected 1 or more of each");
    }
  }

  @Override
  public double rate(double base, long time) {
    long length = first;
    long since = time;
    if (growth == 1) {
      since = time % first;
    } else {
      while (since >= length) {
        since -= length;
        length *= growth;
      }
    }
    return least + (base - least) * (1 + Math.cos(Math.PI * since / length)) / 2;
  }
}
