package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = max(0, x) + min(0, alpha (exp(x / alpha) - 1))}, as {@code torch.nn.CELU} (Barron,
 * 2017): an ELU whose gradient is continuous for every alpha.
 *
 * @param alpha minus the limit at negative infinity, usually 1
 */
public record Celu(double alpha) implements Activation {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Celu {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "celu: alpha is " + alpha + ": expected a finite number above 0");
    }
  }

  @Override
  public String name() {
    return "celu";
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : alpha * Math.expm1(x / alpha);
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved > 0 ? dy : dy * Math.exp(saved / alpha);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
