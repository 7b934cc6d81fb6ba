package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/** {@code y = -log(1 + exp(-x))}, as {@code torch.nn.LogSigmoid}, without overflow. */
public record LogSigmoid() implements Activation {
  @Override
  public String name() {
    return "log_sigmoid";
  }

  @Override
  public double value(double x) {
    return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Override
  public double gradient(double saved, double dy) {
    return dy / (1 + Math.exp(saved));
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
