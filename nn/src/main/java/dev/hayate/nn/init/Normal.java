package dev.hayate.nn.init;

import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/**
 * Normally distributed values, as {@code torch.nn.init.normal_}.
 *
 * @param mean their mean
 * @param deviation their standard deviation
 */
public record Normal(double mean, double deviation) implements Initializer {
  @Override
  public void fill(Random random, long seed, long stream, Tensor parameter) {
    random.normal(seed, stream, mean, deviation, parameter);
  }
}
