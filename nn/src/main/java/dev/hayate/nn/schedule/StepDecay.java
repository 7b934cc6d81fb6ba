package dev.hayate.nn.schedule;

/**
 * Multiplied by a factor every so often, as {@code torch.optim.lr_scheduler.StepLR}.
 *
 * @param every how often, 1 or more
 * @param factor PyTorch's {@code gamma}
 */
public record StepDecay(long every, double factor) implements Schedule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public StepDecay {
    if (!(every >= 1)) {
      throw new IllegalArgumentException("step schedule: every " + every + ": expected 1 or more");
    }
  }

  @Override
  public double rate(double base, long time) {
    return base * Math.pow(factor, (double) Math.floorDiv(time, every));
  }
}
