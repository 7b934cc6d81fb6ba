package dev.hayate.nn.init;

import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/**
 * One value everywhere, as {@code torch.nn.init.constant_}.
 *
 * @param value the value
 */
public record Constant(float value) implements Initializer {
  @Override
  public void fill(Random random, long seed, long stream, Tensor parameter) {
    random.uniform(seed, stream, value, value, parameter);
  }
}
