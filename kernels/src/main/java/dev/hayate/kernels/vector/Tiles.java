package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Covers a panel's columns of C with tiles: as many rows at a time as the registers allow, then 4,
 * then 1. All distances are in bytes; see {@link TallTiles}.
 */
final class Tiles {
  /** The rows of the tallest tile. */
  static final int MAX_ROWS = 8;

  /** 512-bit vectors come with 32 registers; narrower ones are taken to have 16. */
  private static final boolean TALL = Lanes.SPECIES.vectorBitSize() == 512;

  private Tiles() {}

  private static int rows(int left) {
    if (TALL && left >= MAX_ROWS) {
      return MAX_ROWS;
    }
    return left >= 4 ? 4 : 1;
  }

  /**
   * One panel: sums over the inner dimension, to which the addend is added if there is one. A tile
   * is stored where it belongs, or goes through scratch memory if it sticks out or something is
   * added.
   */
  static void panel(
      MemorySegment a,
      long aRow,
      long aOffset,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment addend,
      long addendOffset,
      long addendRow,
      boolean add,
      MemorySegment c,
      long cOffset,
      long cRow,
      int m,
      int cols,
      MemorySegment tile) {
    boolean direct = !add && cols == Panels.WIDTH;
    boolean narrow = cols <= Lanes.COUNT;
    int i = 0;
    while (i < m) {
      int rows = rows(m - i);
      long ai = aOffset + i * aRow;
      long ci = cOffset + i * cRow;
      if (direct) {
        sums(a, ai, aRow, aStep, b, bOffset, bStep, k, c, ci, cRow, rows, false);
      } else {
        sums(a, ai, aRow, aStep, b, bOffset, bStep, k, tile, 0, Panels.ROW_BYTES, rows, narrow);
        long di = addendOffset + i * addendRow;
        finish(tile, addend, di, addendRow, add, c, ci, cRow, rows, cols);
      }
      i += rows;
    }
  }

  private static void sums(
      MemorySegment a,
      long ai,
      long aRow,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment c,
      long ci,
      long cRow,
      int rows,
      boolean narrow) {
    if (rows == MAX_ROWS) {
      if (narrow) {
        TallTiles.tile8x1(a, ai, aRow, aStep, b, bOffset, bStep, k, c, ci, cRow);
      } else {
        TallTiles.tile8x2(a, ai, aRow, aStep, b, bOffset, bStep, k, c, ci, cRow);
      }
    } else if (rows == 4) {
      if (narrow) {
        ShortTiles.tile4x1(a, ai, aRow, aStep, b, bOffset, bStep, k, c, ci, cRow);
      } else {
        ShortTiles.tile4x2(a, ai, aRow, aStep, b, bOffset, bStep, k, c, ci, cRow);
      }
    } else {
      ShortTiles.tile1x2(a, ai, aRow, aStep, b, bOffset, bStep, k, c, ci, cRow);
    }
  }

  private static void finish(
      MemorySegment tile,
      MemorySegment addend,
      long addendOffset,
      long addendRow,
      boolean add,
      MemorySegment c,
      long cOffset,
      long cRow,
      int rows,
      int cols) {
    for (int r = 0; r < rows; r++) {
      long from = r * Panels.ROW_BYTES;
      long di = addendOffset + r * addendRow;
      long to = cOffset + r * cRow;
      for (int j = 0; j < cols; j += Lanes.COUNT) {
        long at = (long) j * Float.BYTES;
        VectorMask<Float> mask = Lanes.first(cols - j);
        FloatVector sum = Lanes.load(tile, from + at);
        if (add) {
          sum = sum.add(Lanes.load(addend, di + at, mask));
        }
        Lanes.store(sum, c, to + at, mask);
      }
    }
  }
}
