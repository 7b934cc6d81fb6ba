package dev.hayate.nn.optim;

import dev.hayate.kernels.update.RmsPropRule;

/**
 * RMSprop (Hinton, 2012), as {@code torch.optim.RMSprop}; its usual rate is 0.01.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record RmsProp(double rate, RmsPropRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public RmsProp {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static RmsProp of(double rate) {
    return new RmsProp(rate, new RmsPropRule(0.99, 1e-8, 0, 0, false));
  }

  /** The same with a weight decay. */
  public RmsProp weightDecay(double value) {
    return new RmsProp(rate, rule.decay(value));
  }
}
