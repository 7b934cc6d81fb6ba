package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = max(x, 0)}, as {@code torch.nn.ReLU}: NaN stays NaN, -0 gives 0, and the gradient at 0
 * is 0. A gradient is blocked, not multiplied by zero, so that an infinite one leaves no NaN
 * behind.
 */
public record Relu() implements Activation {
  @Override
  public String name() {
    return "relu";
  }

  @Override
  public double value(double x) {
    return x <= 0 ? 0 : x;
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved <= 0 ? 0 : dy;
  }

  @Override
  public boolean savesOutput() {
    return true;
  }
}
