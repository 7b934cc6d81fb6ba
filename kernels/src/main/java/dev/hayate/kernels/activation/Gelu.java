package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x Phi(x)} with the normal distribution function Phi, as {@code torch.nn.GELU}
 * (Hendrycks and Gimpel, 2016); the gradient is {@code dy (Phi(x) + x phi(x))}.
 */
public record Gelu() implements Activation {
  @Override
  public String name() {
    return "gelu";
  }

  @Override
  public double value(double x) {
    return x * Normal.below(x);
  }

  @Override
  public double gradient(double saved, double dy) {
    return dy * (Normal.below(saved) + saved * Normal.density(saved));
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
