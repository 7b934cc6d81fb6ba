package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x - tanh(x)}, as {@code torch.nn.Tanhshrink}; near 0, where the difference would lose
 * its digits, by the series {@code x^3 / 3 - 2 x^5 / 15 + 17 x^7 / 315}.
 */
public record Tanhshrink() implements Activation {
  /** The square below which the series' next term is less than 1e-13 of the sum. */
  private static final double SMALL = 1e-4;

  @Override
  public String name() {
    return "tanhshrink";
  }

  @Override
  public double value(double x) {
    double z = x * x;
    return z < SMALL ? x * z * (1 / 3.0 - z * (2 / 15.0 - z * (17 / 315.0))) : x - Math.tanh(x);
  }

  @Override
  public double gradient(double saved, double dy) {
    double t = Math.tanh(saved);
    return dy * t * t;
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
