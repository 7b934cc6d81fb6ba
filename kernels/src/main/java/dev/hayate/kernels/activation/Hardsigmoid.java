package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = min(max(x + 3, 0), 6) / 6}, as {@code torch.nn.Hardsigmoid}; the gradient is 0 at both
 * ends.
 */
public record Hardsigmoid() implements Activation {
  @Override
  public String name() {
    return "hardsigmoid";
  }

  @Override
  public double value(double x) {
    return x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6;
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved <= -3 || saved >= 3 ? 0 : dy / 6;
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
