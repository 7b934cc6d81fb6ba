package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/** Random numbers one at a time, in float32 as every backend makes them. */
public class ScalarRandom extends Random {
  /** Stateless. */
  public ScalarRandom() {}

  @Override
  protected void spread(long seed, long stream, float low, float high, Tensor y) {
    for (long i = 0; i < y.size(); i++) {
      Elements.set(y, i, low + (high - low) * Philox.uniform(seed, stream, i));
    }
  }

  @Override
  protected void drop(long seed, long stream, long first, double rate, Tensor x, Tensor y) {
    float scale = rate == 1 ? 0 : (float) (1 / (1 - rate));
    int threshold = (int) Math.ceil(rate * 0x1p24);
    long size = x.size();
    for (long i = 0; i < size; i += 4) {
      int dropped = Philox.blockBelow(seed, stream, (first + i) >>> 2, threshold);
      int count = (int) Math.min(4, size - i);
      for (int j = 0; j < count; j++) {
        boolean drops = (dropped >>> j & 1) != 0;
        Elements.set(y, i + j, drops ? 0 : Elements.get(x, i + j) * scale);
      }
    }
  }

  @Override
  protected void scatter(long seed, long stream, double mean, double deviation, Tensor y) {
    for (long i = 0; i < y.size(); i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - Philox.uniform(seed, stream, 2 * i)));
      double angle = 2 * Math.PI * Philox.uniform(seed, stream, 2 * i + 1);
      Elements.set(y, i, mean + deviation * radius * Math.cos(angle));
    }
  }
}
