package dev.hayate.nn.data;

import dev.hayate.kernels.Philox;

/**
 * Normally distributed numbers of mean 0 and deviation 1 from a seed, a stream and an index, by Box
 * and Muller's transform of two uniform ones. {@link StrictMath} gives the same bits everywhere.
 */
final class Gaussian {
  private Gaussian() {}

  static double at(long seed, long stream, long index) {
    // From (0, 1], so that the logarithm is finite.
    double radius = 1 - Philox.uniform(seed, stream, 2 * index);
    double angle = Philox.uniform(seed, stream, 2 * index + 1);
    return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * angle);
  }
}
