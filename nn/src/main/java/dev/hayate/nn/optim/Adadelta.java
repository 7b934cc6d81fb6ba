package dev.hayate.nn.optim;

import dev.hayate.kernels.update.AdadeltaRule;

/**
 * Adadelta (Zeiler, 2012), as {@code torch.optim.Adadelta}; its usual rate is 1.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Adadelta(double rate, AdadeltaRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Adadelta {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Adadelta of(double rate) {
    return new Adadelta(rate, new AdadeltaRule(0.9, 1e-6, 0));
  }

  /** The same with a weight decay. */
  public Adadelta weightDecay(double value) {
    return new Adadelta(rate, rule.decay(value));
  }
}
