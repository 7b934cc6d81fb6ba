package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = log(1 + exp(beta x)) / beta}, and {@code y = x} where {@code beta x > threshold}, as
 * {@code torch.nn.Softplus}.
 *
 * @param beta the steepness, usually 1
 * @param threshold where the function is taken to be linear, usually 20
 */
public record Softplus(double beta, double threshold) implements Activation {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Softplus {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY && !Double.isNaN(threshold))) {
      throw new IllegalArgumentException(
          "softplus: beta is "
              + beta
              + ", threshold "
              + threshold
              + ": expected a finite beta above 0");
    }
  }

  @Override
  public String name() {
    return "softplus";
  }

  @Override
  public double value(double x) {
    double z = beta * x;
    return z > threshold ? x : (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))) / beta;
  }

  @Override
  public double gradient(double saved, double dy) {
    double z = beta * saved;
    return z > threshold ? dy : dy / (1 + Math.exp(-z));
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
