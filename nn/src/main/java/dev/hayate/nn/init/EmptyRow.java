package dev.hayate.nn.init;

import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/**
 * Another initializer's values but for one row of zeros: an embedding's padding.
 *
 * @param other gives the values
 * @param row the row of zeros; -1 for none
 */
public record EmptyRow(Initializer other, int row) implements Initializer {
  @Override
  public void fill(Random random, long seed, long stream, Tensor parameter) {
    other.fill(random, seed, stream, parameter);
    if (row >= 0) {
      random.uniform(seed, stream, 0, 0, parameter.rows(row, 1));
    }
  }
}
