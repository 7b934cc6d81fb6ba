package dev.hayate.nn.optim;

import dev.hayate.kernels.update.AsgdRule;

/**
 * Averaged gradient descent (Polyak and Juditsky, 1992), as {@code torch.optim.ASGD}; the average
 * of the weights stands in the state.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Asgd(double rate, AsgdRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Asgd {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Asgd of(double rate) {
    return new Asgd(rate, new AsgdRule(1e-4, 0.75, 1e6, 0));
  }

  /** The same with a weight decay. */
  public Asgd weightDecay(double value) {
    return new Asgd(rate, rule.decay(value));
  }
}
