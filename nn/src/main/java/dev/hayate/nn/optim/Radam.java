package dev.hayate.nn.optim;

import dev.hayate.kernels.update.RadamRule;

/**
 * Rectified Adam (Liu and others, 2020), as {@code torch.optim.RAdam}.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Radam(double rate, RadamRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Radam {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Radam of(double rate) {
    return new Radam(rate, new RadamRule(0.9, 0.999, 1e-8, 0, false));
  }

  /** The same with a weight decay. */
  public Radam weightDecay(double value) {
    return new Radam(rate, rule.decay(value));
  }
}
