package dev.hayate.nn.optim;

import dev.hayate.kernels.update.AdagradRule;

/**
 * Adagrad (Duchi, Hazan and Singer, 2011), as {@code torch.optim.Adagrad}.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Adagrad(double rate, AdagradRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Adagrad {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Adagrad of(double rate) {
    return new Adagrad(rate, new AdagradRule(0, 0, 0, 1e-10));
  }

  /** The same with a weight decay. */
  public Adagrad weightDecay(double value) {
    return new Adagrad(rate, rule.decay(value));
  }
}
