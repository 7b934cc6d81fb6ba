package dev.hayate.nn.init;

import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/** Gives a parameter its first values, as a function of a seed and a stream alone. Immutable. */
@FunctionalInterface
public interface Initializer {
  /**
   * Fills the parameter.
   *
   * @param random the backend's random numbers
   * @param seed the model's seed
   * @param stream a number that no other parameter of the model has
   * @param parameter the tensor to fill, of any shape
   */
  void fill(Random random, long seed, long stream, Tensor parameter);
}
