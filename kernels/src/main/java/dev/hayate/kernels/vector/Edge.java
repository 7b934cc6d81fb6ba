package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;

import java.lang.foreign.MemorySegment;

/**
 * The last strip of a result whose columns do not fill a vector. Its tiles are as wide as a vector
 * all the same, and stand in scratch memory, from which the columns that exist are copied.
 *
 * <p>The vectors of the right operand then reach into its next row, which does no harm: those lanes
 * are thrown away. Only where they would reach past the operand's end, in its last row or few rows,
 * are the rows copied first.
 */
final class Edge {
  /** The rows of a block of the left operand at most, and so of the tiles kept here. */
  static final int MOST_ROWS = LeftBlock.MOST_ROWS;

  private static final long BIAS = MOST_ROWS * BYTES;
  private static final long LAST_ROWS = BIAS + BYTES;

  /** The scratch memory in bytes. */
  static final long SIZE = LAST_ROWS + LANES * BYTES;

  private Edge() {}

  /**
   * A strip of {@code cols} columns, fewer than a vector has. The arguments are those of {@link
   * Tiles#strip}.
   *
   * @param bEnd the end of what may be read of b
   */
  static void strip(
      int cols,
      int m,
      int k,
      LeftBlock left,
      MemorySegment b,
      long bt,
      long bStep,
      long bEnd,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow,
      MemorySegment scratch) {
    int direct = (int) Math.clamp(Math.floorDiv(bEnd - BYTES - bt, bStep) + 1, 0L, k);
    long first;
    long firstRow;
    if (zRow == 0) {
      first = BIAS;
      firstRow = 0;
      Copies.filled(1, cols, z, zt, 0, scratch, BIAS, BYTES);
    } else {
      first = 0;
      firstRow = BYTES;
      Copies.filled(m, cols, z, zt, zRow, scratch, 0, BYTES);
    }
    Tiles.strip(1, m, direct, left, 0, b, bt, bStep, scratch, first, firstRow, scratch, 0, BYTES);
    if (direct < k) {
      int last = k - direct;
      Copies.filled(last, cols, b, bt + direct * bStep, bStep, scratch, LAST_ROWS, BYTES);
      Tiles.strip(
          1, m, last, left, direct, scratch, LAST_ROWS, BYTES, scratch, 0, BYTES, scratch, 0,
          BYTES);
    }
    Copies.rows(m, cols, scratch, 0, BYTES, c, ct, cRow);
  }
}
