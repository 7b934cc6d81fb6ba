package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x / (1 + |x|)}, as {@code torch.nn.Softsign}: an infinity gives NaN, as it does there.
 */
public record Softsign() implements Activation {
  @Override
  public String name() {
    return "softsign";
  }

  @Override
  public double value(double x) {
    return x / (1 + Math.abs(x));
  }

  @Override
  public double gradient(double saved, double dy) {
    double d = 1 + Math.abs(saved);
    return dy / (d * d);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
