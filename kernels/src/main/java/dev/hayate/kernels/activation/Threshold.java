package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x} above a threshold and a given value elsewhere, as {@code torch.nn.Threshold}. NaN
 * stays NaN; the gradient at the threshold is 0.
 *
 * @param threshold the largest input that is replaced
 * @param value what replaces it
 */
public record Threshold(double threshold, double value) implements Activation {
  @Override
  public String name() {
    return "threshold";
  }

  @Override
  public double value(double x) {
    return x <= threshold ? value : x;
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved <= threshold ? 0 : dy;
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
