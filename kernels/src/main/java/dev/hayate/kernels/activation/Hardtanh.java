package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = min(max(x, low), high)}, as {@code torch.nn.Hardtanh}; with 0 and 6 it is {@code
 * ReLU6}. Both ends are rounded to float32, so that an output tells whether it is one. The gradient
 * is 0 at both ends. NaN stays NaN.
 *
 * @param low PyTorch's {@code min_val}, usually -1
 * @param high PyTorch's {@code max_val}, usually 1
 */
public record Hardtanh(float low, float high) implements Activation {
  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Hardtanh {
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "hardtanh: from " + low + " to " + high + ": expected the first to be smaller");
    }
  }

  @Override
  public String name() {
    return "hardtanh";
  }

  @Override
  public double value(double x) {
    return x < low ? low : x > high ? high : x;
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved <= low || saved >= high ? 0 : dy;
  }

  @Override
  public boolean savesOutput() {
    return true;
  }
}
