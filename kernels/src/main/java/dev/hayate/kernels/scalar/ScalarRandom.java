package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/** Random numbers one at a time, in float32 as every backend makes them. */
public final class ScalarRandom extends Random {
  /** Stateless. */
  public ScalarRandom() {}

  @Override
  protected void spread(long seed, long stream, float low, float high, Tensor y) {
    for (long i = 0; i < y.size(); i++) {
      Elements.set(y, i, low + (high - low) * Philox.uniform(seed, stream, i));
    }
  }
}
