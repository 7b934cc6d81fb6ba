package dev.hayate.nn.optim;

import dev.hayate.kernels.update.AdamaxRule;

/**
 * Adamax (Kingma and Ba, 2015), as {@code torch.optim.Adamax}; its usual rate is 0.002.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Adamax(double rate, AdamaxRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Adamax {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Adamax of(double rate) {
    return new Adamax(rate, new AdamaxRule(0.9, 0.999, 1e-8, 0));
  }

  /** The same with a weight decay. */
  public Adamax weightDecay(double value) {
    return new Adamax(rate, rule.decay(value));
  }
}
