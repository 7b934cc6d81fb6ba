package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.LANES;

/** How a matrix product is cut into blocks for the caches. */
final class Blocks {
  /** Columns of a full strip. */
  static final int STRIP = Tiles.WIDEST * LANES;

  /** Steps of the inner dimension in a block. */
  static final int MOST_STEPS = 1024;

  /** Rows of the left operand in a block: a multiple of the tiles' rows. */
  static final int MOST_ROWS = 96;

  /** Columns of the right operand in a block: a multiple of a strip's. */
  static final int MOST_COLS = 2048;

  private Blocks() {}

  /**
   * The length of each block but the last when {@code size} is cut into as few as can be and all of
   * about the same length.
   *
   * @param multiple what a length must be a multiple of
   */
  static int balanced(int size, int most, int multiple) {
    if (size <= most) {
      return Math.max(size, 1);
    }
    int count = (size + most - 1) / most;
    int length = (size + count - 1) / count;
    return (length + multiple - 1) / multiple * multiple;
  }

  /** The vectors in the strip that begins where {@code left} columns are left; 0 for an edge. */
  static int vectors(int left) {
    return left >= STRIP ? Tiles.WIDEST : left >= 2 * LANES ? 2 : left >= LANES ? 1 : 0;
  }
}
