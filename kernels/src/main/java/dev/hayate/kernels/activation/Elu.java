package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x} above 0 and {@code alpha (exp(x) - 1)} elsewhere, as {@code torch.nn.ELU} (Clevert,
 * Unterthiner and Hochreiter, 2016).
 *
 * @param alpha minus the limit at negative infinity, usually 1
 */
public record Elu(double alpha) implements Activation {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Elu {
    if (!(Math.abs(alpha) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("elu: alpha is " + alpha + ": expected a finite number");
    }
  }

  @Override
  public String name() {
    return "elu";
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : alpha * Math.expm1(x);
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved > 0 ? dy : dy * alpha * Math.exp(saved);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
