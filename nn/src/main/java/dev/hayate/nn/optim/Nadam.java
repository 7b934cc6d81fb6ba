package dev.hayate.nn.optim;

import dev.hayate.kernels.update.NadamRule;

/**
 * Adam with Nesterov's momentum (Dozat, 2016), as {@code torch.optim.NAdam}; its usual rate is
 * 0.002.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Nadam(double rate, NadamRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Nadam {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Nadam of(double rate) {
    return new Nadam(rate, new NadamRule(0.9, 0.999, 1e-8, 0, 0.004, false));
  }

  /** The same with a weight decay. */
  public Nadam weightDecay(double value) {
    return new Nadam(rate, rule.decay(value));
  }
}
