package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/** {@code y = x / (1 + exp(-x))}, as {@code torch.nn.SiLU}, which is also called swish. */
public record Silu() implements Activation {
  @Override
  public String name() {
    return "silu";
  }

  @Override
  public double value(double x) {
    return x / (1 + Math.exp(-x));
  }

  @Override
  public double gradient(double saved, double dy) {
    double s = 1 / (1 + Math.exp(-saved));
    return dy * s * (1 + saved * (1 - s));
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
