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

  @Override
  public String name() {
    return "gelu_tanh";
  }

  @Override
  public double value(double x) {
    return 0.5 * x * (1 + Math.tanh(inner(x)));
  }

  @Override
  public double gradient(double saved, double dy) {
    double t = Math.tanh(inner(saved));
    double slope = SCALE * (1 + 3 * CUBE * saved * saved);
    return dy * (0.5 * (1 + t) + 0.5 * saved * (1 - t * t) * slope);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
