package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}, as {@code
 * torch.nn.GELU(approximate='tanh')}.
 */
public record GeluTanh() implements Activation {
  private static final double SCALE = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;

  private static double inner(double x) {
    return SCALE * (x + CUBE * x * x * x);
  }

  /** {@code (1 + tanh(g)) / 2 = 1 / (1 + exp(-2 g))}, which keeps its digits where it is small. */
  private static double open(double x) {
    return 1 / (1 + Math.exp(-2 * inner(x)));
  }

  @Override
  public String name() {
    return "gelu_tanh";
  }

  @Override
  public double value(double x) {
    return x * open(x);
  }

  @Override
  public double gradient(double saved, double dy) {
    double s = open(saved);
    double slope = SCALE * (1 + 3 * CUBE * saved * saved);
    return dy * (s + 2 * saved * s * (1 - s) * slope);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
