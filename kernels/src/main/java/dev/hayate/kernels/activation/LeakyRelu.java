package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x} above 0 and {@code slope x} elsewhere, as {@code torch.nn.LeakyReLU}; the gradient
 * at 0 is the slope. A positive slope keeps the sign, so the gradient can be told from the output.
 *
 * @param slope the factor at and below 0; PyTorch's {@code negative_slope}, usually 0.01
 */
public record LeakyRelu(double slope) implements Activation {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public LeakyRelu {
    if (!(Math.abs(slope) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "leaky_relu: slope is " + slope + ": expected a finite number");
    }
  }

  @Override
  public String name() {
    return "leaky_relu";
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : slope * x;
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved > 0 ? dy : slope * dy;
  }

  @Override
  public boolean savesOutput() {
    return slope > 0;
  }
}
