package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.LANES;

/** How a matrix product is cut into blocks for the caches. */
final class Blocks {
  /** Columns of a full strip. */
  static final int STRIP = Tiles.WIDEST * LANES;

  /** Steps of the inner dimension in a block. */
  static final int MOST_STEPS = 2048;

  /**
   * Steps up to which a block has as many rows as it can; with more of them it has half as many,
   * unless one block would do: then the right operand is read but once.
   */
  private static final int FEW_STEPS = 1024;

  /**
   * The floats of the right operand that are packed at a time: 4 megabytes, for a third cache that
   * others share.
   */
  private static final int PACKED_FLOATS = 1024 * 1024;

  /** Blocks of rows are a multiple of this: of the rows of the tiles that are no remainder. */
  static final int TILE_ROWS = Registers.THIRTY_TWO ? 24 : 5;

  private static final int MOST_ROWS = LeftBlock.MOST_ROWS / TILE_ROWS * TILE_ROWS;

  /** The rows of the highest tile one vector wide. */
  private static final int NARROW_ROWS = 16;

  private Blocks() {}

  /**
   * Rows of the left operand that are copied at a time; the last may be fewer. Where the columns
   * are no more than a vector's they use the copy only once, and it had better stay in the first
   * cache. Otherwise it shares the second with a strip of the right operand.
   */
  static int rows(int m, int cols, int steps) {
    if (cols <= LANES) {
      return NARROW_ROWS;
    }
    boolean whole = steps <= FEW_STEPS || m <= MOST_ROWS;
    return balanced(m, whole ? MOST_ROWS : MOST_ROWS / 2, TILE_ROWS);
  }

  /** Columns of the right operand that are packed at a time: one strip or a few. */
  static int packedCols(int steps) {
    return Math.max(PACKED_FLOATS / (Math.max(steps, 1) * STRIP), 1) * STRIP;
  }

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
