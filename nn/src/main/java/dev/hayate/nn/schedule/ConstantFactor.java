package dev.hayate.nn.schedule;

/**
 * A factor for some time and none after, as {@code torch.optim.lr_scheduler.ConstantLR}.
 *
 * @param factor the factor
 * @param total how long
 */
public record ConstantFactor(double factor, long total) implements Schedule {
  @Override
  public double rate(double base, long time) {
    return time < total ? base * factor : base;
  }
}
