package dev.hayate.nn.optim;

import dev.hayate.kernels.update.AdamRule;

/**
 * Adam (Kingma and Ba, 2015), as {@code torch.optim.Adam}.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step, which is not decoupled
 */
public record Adam(double rate, AdamRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite, or the rule is AdamW's
   */
  public Adam {
    if (rule.decoupled()) {
      throw new IllegalArgumentException("Adam: the rule is " + rule.name() + "'s");
    }
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Adam of(double rate) {
    return new Adam(rate, new AdamRule(0.9, 0.999, 1e-8, 0, false, false));
  }

  /** The same with a weight decay. */
  public Adam weightDecay(double value) {
    return new Adam(rate, rule.decay(value));
  }

  /** The same with the largest mean square in place of the last. */
  public Adam amsgrad(boolean value) {
    return new Adam(rate, rule.amsgrad(value));
  }
}
