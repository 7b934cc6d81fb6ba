package dev.hayate.nn.optim;

import dev.hayate.kernels.update.SgdRule;

/**
 * Stochastic gradient descent, as {@code torch.optim.SGD}.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Sgd(double rate, SgdRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Sgd {
    Settings.rate(rule, rate);
  }

  /** Plain gradient descent. */
  public static Sgd of(double rate) {
    return new Sgd(rate, new SgdRule(0, 0, 0, false));
  }

  /** The same with a momentum. */
  public Sgd momentum(double value) {
    return new Sgd(rate, new SgdRule(value, rule.dampening(), rule.decay(), rule.nesterov()));
  }

  /** The same with Nesterov's momentum. */
  public Sgd nesterov(double momentum) {
    return new Sgd(rate, new SgdRule(momentum, 0, rule.decay(), true));
  }

  /** The same with an L2 penalty. */
  public Sgd weightDecay(double value) {
    return new Sgd(rate, new SgdRule(rule.momentum(), rule.dampening(), value, rule.nesterov()));
  }
}
