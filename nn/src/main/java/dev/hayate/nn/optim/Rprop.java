package dev.hayate.nn.optim;

import dev.hayate.kernels.update.RpropRule;

/**
 * Resilient backpropagation (Riedmiller and Braun, 1993), as {@code torch.optim.Rprop}, for whole
 * batches; the rate is the first step size.
 *
 * @param rate the learning rate
 * @param rule the other settings, and the step
 */
public record Rprop(double rate, RpropRule rule) implements Optimizer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public Rprop {
    Settings.rate(rule, rate);
  }

  /** PyTorch's defaults. */
  public static Rprop of(double rate) {
    return new Rprop(rate, new RpropRule(0.5, 1.2, 1e-6, 50));
  }
}
