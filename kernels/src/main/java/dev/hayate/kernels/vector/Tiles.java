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
  static final int MAX_ROWS = 12;

  /** 512-bit vectors come with 32 registers; narrower ones are taken to have 16. */
  private static final boolean TALL = Lanes.SPECIES.vectorBitSize() == 512;

  private Tiles() {}

  private static int rows(int left) {
    if (TALL && left >= MAX_ROWS) {
      return MAX_ROWS;
    }
    return left >= 4 ? 4 : 1;
  }

  /** A full panel: every tile is stored where it belongs. */
  static void full(
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
      int m) {
    int i = 0;
    while (i < m) {
      int rows = rows(m - i);
      long ai = aOffset + i * aRow;
      long di = addendOffset + i * addendRow;
      long ci = cOffset + i * cRow;
      switch (rows) {
        case MAX_ROWS ->
            TallTiles.tile12x2(
                a, ai, aRow, aStep, b, bOffset, bStep, k, addend, di, addendRow, add, c, ci, cRow);
        case 4 ->
            ShortTiles.tile4x2(
                a, ai, aRow, aStep, b, bOffset, bStep, k, addend, di, addendRow, add, c, ci, cRow);
        default ->
            ShortTiles.tile1x2(
                a, ai, aRow, aStep, b, bOffset, bStep, k, addend, di, addendRow, add, c, ci, cRow);
      }
      i += rows;
    }
  }

  /** A panel of which {@code cols} columns are there: tiles go through scratch memory. */
  static void partial(
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
    boolean narrow = cols <= Lanes.COUNT;
    int i = 0;
    while (i < m) {
      int rows = rows(m - i);
      long ai = aOffset + i * aRow;
      sums(a, ai, aRow, aStep, b, bOffset, bStep, k, tile, rows, narrow);
      for (int r = 0; r < rows; r++) {
        long from = r * Panels.ROW_BYTES;
        long di = addendOffset + (i + r) * addendRow;
        long ci = cOffset + (i + r) * cRow;
        finish(tile, from, addend, di, add, c, ci, Math.min(cols, Lanes.COUNT));
        if (!narrow) {
          finish(
              tile,
              from + Lanes.BYTES,
              addend,
              di + Lanes.BYTES,
              add,
              c,
              ci + Lanes.BYTES,
              cols - Lanes.COUNT);
        }
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
      MemorySegment t,
      int rows,
      boolean narrow) {
    long row = Panels.ROW_BYTES;
    if (rows == MAX_ROWS) {
      if (narrow) {
        TallTiles.tile12x1(a, ai, aRow, aStep, b, bOffset, bStep, k, t, 0, 0, false, t, 0, row);
      } else {
        TallTiles.tile12x2(a, ai, aRow, aStep, b, bOffset, bStep, k, t, 0, 0, false, t, 0, row);
      }
    } else if (rows == 4) {
      if (narrow) {
        ShortTiles.tile4x1(a, ai, aRow, aStep, b, bOffset, bStep, k, t, 0, 0, false, t, 0, row);
      } else {
        ShortTiles.tile4x2(a, ai, aRow, aStep, b, bOffset, bStep, k, t, 0, 0, false, t, 0, row);
      }
    } else {
      ShortTiles.tile1x2(a, ai, aRow, aStep, b, bOffset, bStep, k, t, 0, 0, false, t, 0, row);
    }
  }

  private static void finish(
      MemorySegment tile,
      long from,
      MemorySegment addend,
      long addendOffset,
      boolean add,
      MemorySegment c,
      long to,
      int count) {
    VectorMask<Float> mask = Lanes.first(count);
    FloatVector sum = Lanes.load(tile, from);
    if (add) {
      sum = sum.add(Lanes.load(addend, addendOffset, mask));
    }
    Lanes.store(sum, c, to, mask);
  }
}
