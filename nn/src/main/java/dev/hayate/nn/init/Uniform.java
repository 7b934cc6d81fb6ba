package dev.hayate.nn.init;

import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/**
 * Values spread evenly from {@code low} (inclusive) to {@code high} (exclusive), as {@code
 * torch.nn.init.uniform_}.
 *
 * @param low the smallest value
 * @param high the bound above
 */
public record Uniform(float low, float high) implements Initializer {
  /**
   * PyTorch's default for linear layers: {@code kaiming_uniform_} with {@code a = sqrt(5)}, which
   * is {@code U(-1 / sqrt(fanIn), 1 / sqrt(fanIn))}, for the weight and for the bias.
   *
   * @param fanIn the number of inputs that one output sees, 0 or more
   */
  public static Uniform fanIn(int fanIn) {
    float bound = fanIn == 0 ? 0 : (float) (1 / Math.sqrt(fanIn));
    return new Uniform(-bound, bound);
  }

  /** Between minus a bound and the bound. */
  public static Uniform within(double bound) {
    return new Uniform((float) -bound, (float) bound);
  }

  @Override
  public void fill(Random random, long seed, long stream, Tensor parameter) {
    random.uniform(seed, stream, low, high, parameter);
  }
}
