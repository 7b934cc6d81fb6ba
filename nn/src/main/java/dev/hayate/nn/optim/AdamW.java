package dev.hayate.nn.optim;

import dev.hayate.kernels.update.AdamRule;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as {@code torch.optim.AdamW}.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step, which is decoupled
 */
public record AdamW(double rate, AdamRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite, or the rule is Adam's
   */
  public AdamW {
    if (!rule.decoupled()) {
      throw new IllegalArgumentException("AdamW: the rule is " + rule.name() + "'s");
    }
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static AdamW of(double rate) {
    return new AdamW(rate, new AdamRule(0.9, 0.999, 1e-8, 0.01, true, false));
  }

  /** The same with a weight decay. */
  public AdamW weightDecay(double value) {
    return new AdamW(rate, rule.decay(value));
  }

  /** The same with the largest mean square in place of the last. */
  public AdamW amsgrad(boolean value) {
    return new AdamW(rate, rule.amsgrad(value));
  }
}
