package dev.hayate.nn.init;

/**
 * By how much weights are enlarged in front of an activation that shrinks, as {@code
 * torch.nn.init.calculate_gain}.
 */
public final class Gain {
  /** In front of nothing, or of a sigmoid. */
  public static final double LINEAR = 1;

  /** In front of ReLU. */
  public static final double RELU = Math.sqrt(2);

  /** In front of tanh. */
  public static final double TANH = 5.0 / 3;

  /** In front of SELU. */
  public static final double SELU = 0.75;

  private Gain() {}

  /** In front of leaky ReLU of a slope. */
  public static double leakyRelu(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }
}
