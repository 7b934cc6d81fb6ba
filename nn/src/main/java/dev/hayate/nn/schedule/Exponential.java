package dev.hayate.nn.schedule;

/**
 * Multiplied by a factor each time, as {@code torch.optim.lr_scheduler.ExponentialLR}.
 *
 * @param factor PyTorch's {@code gamma}
 */
public record Exponential(double factor) implements Schedule {
  @Override
  public double rate(double base, long time) {
    return base * Math.pow(factor, (double) time);
  }
}
