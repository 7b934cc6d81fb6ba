package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x - sign(x) lambda} outside of {@code [-lambda, lambda]} and 0 inside, as {@code
 * torch.nn.Softshrink}. NaN stays NaN.
 *
 * @param lambda half the width of what becomes 0, usually 0.5, as PyTorch has it under a shorter
 *     name
 */
public record Softshrink(double lambda) implements Activation {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Softshrink {
    if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "softshrink: lambda is " + lambda + ": expected a finite number of 0 or more");
    }
  }

  @Override
  public String name() {
    return "softshrink";
  }

  @Override
  public double value(double x) {
    return x > lambda ? x - lambda : x < -lambda ? x + lambda : x * 0;
  }

  @Override
  public double gradient(double saved, double dy) {
    return Math.abs(saved) <= lambda ? 0 : dy;
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
