package dev.hayate.nn.optim;

import dev.hayate.kernels.update.LionRule;

/**
 * Lion (Chen and others, Symbolic discovery of optimization algorithms, 2023), with decoupled
 * weight decay; its usual rate is 0.0001.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Lion(double rate, LionRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Lion {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Lion of(double rate) {
    return new Lion(rate, new LionRule(0.9, 0.99, 0));
  }

  /** The same with a weight decay. */
  public Lion weightDecay(double value) {
    return new Lion(rate, rule.decay(value));
  }
}
