package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/** {@code y = x tanh(log(1 + exp(x)))}, as {@code torch.nn.Mish} (Misra, 2019). */
public record Mish() implements Activation {
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Override
  public String name() {
    return "mish";
  }

  @Override
  public double value(double x) {
    return x * Math.tanh(softplus(x));
  }

  @Override
  public double gradient(double saved, double dy) {
    double t = Math.tanh(softplus(saved));
    return dy * (t + saved * (1 - t * t) / (1 + Math.exp(-saved)));
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
