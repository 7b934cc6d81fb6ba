package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/** {@code y = tanh(x)}, as {@code torch.nn.Tanh}; the gradient is {@code dy (1 - y y)}. */
public record Tanh() implements Activation {
  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public double value(double x) {
    return Math.tanh(x);
  }

  @Override
  public double gradient(double saved, double dy) {
    return dy * (1 - saved * saved);
  }

  @Override
  public boolean savesOutput() {
    return true;
  }
}
