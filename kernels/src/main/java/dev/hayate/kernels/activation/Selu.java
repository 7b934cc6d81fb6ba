package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = s x} above 0 and {@code s a (exp(x) - 1)} elsewhere, as {@code torch.nn.SELU}
 * (Klambauer and others, Self-normalizing neural networks, 2017, which derives s and a).
 */
public record Selu() implements Activation {
  /** The factor s. */
  public static final double SCALE = 1.0507009873554805;

  /** The limit a at negative infinity, before s. */
  public static final double ALPHA = 1.6732632423543772;

  @Override
  public String name() {
    return "selu";
  }

  @Override
  public double value(double x) {
    return x > 0 ? SCALE * x : SCALE * ALPHA * Math.expm1(x);
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved > 0 ? SCALE * dy : dy * SCALE * ALPHA * Math.exp(saved);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
