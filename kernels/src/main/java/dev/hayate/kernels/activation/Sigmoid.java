package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = 1 / (1 + exp(-x))}, as {@code torch.nn.Sigmoid}; the gradient is {@code dy (1 - y) y}.
 */
public record Sigmoid() implements Activation {
  @Override
  public String name() {
    return "sigmoid";
  }

  @Override
  public double value(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public double gradient(double saved, double dy) {
    return dy * ((1 - saved) * saved);
  }

  @Override
  public boolean savesOutput() {
    return true;
  }
}
