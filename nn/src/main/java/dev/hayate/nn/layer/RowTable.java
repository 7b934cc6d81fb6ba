package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.init.EmptyRow;
import dev.hayate.nn.init.Normal;
import java.util.List;

/** The table that rows are looked up in: what {@link Embedding} and {@link EmbeddingBag} learn. */
final class RowTable {
  private RowTable() {}

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1 or the padding is no row
   */
  static void check(String type, int count, int size, int padding) {
    if (count < 1 || size < 1 || padding < -1 || padding >= count) {
      throw new IllegalArgumentException(
          type
              + ": "
              + count
              + " rows of "
              + size
              + ", padding "
              + padding
              + ": expected 1 or more of each, and -1 or a row");
    }
  }

  /** The table as the only parameter, normally distributed but for the padding. */
  static List<ParameterSpec> parameters(int count, int size, int padding) {
    return List.of(
        ParameterSpec.of("weight", Shape.of(count, size), new EmptyRow(new Normal(0, 1), padding)));
  }
}
