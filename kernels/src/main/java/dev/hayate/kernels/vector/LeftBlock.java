package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Butterfly.SWAP_1;
import static dev.hayate.kernels.vector.Butterfly.SWAP_2;
import static dev.hayate.kernels.vector.Butterfly.SWAP_4;
import static dev.hayate.kernels.vector.Butterfly.SWAP_8;
import static dev.hayate.kernels.vector.Butterfly.UPPER_1;
import static dev.hayate.kernels.vector.Butterfly.UPPER_2;
import static dev.hayate.kernels.vector.Butterfly.UPPER_4;
import static dev.hayate.kernels.vector.Butterfly.UPPER_8;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * A copy of a block of the left operand, in an array, its rows a constant distance apart.
 *
 * <p>The tiles read single numbers of the left operand, six or eight in each step, and in a memory
 * segment C2 checks each of them against the segment's end. In an array, at a constant distance
 * from each other, one check of the first and one of the last serve for all, and the distances
 * become part of the instructions. So a tile two vectors wide runs at 260 instead of 190 GFLOP/s,
 * and the copy, which every column of the result uses again, costs little.
 */
final class LeftBlock {
  /** Rows of a block at most: a multiple of the tiles' rows, and of the lanes. */
  static final int MOST_ROWS = 96;

  /**
   * Floats from one row to the next: no power of two, lest rows share their places in the caches.
   */
  static final int PITCH = Blocks.MOST_STEPS + 16;

  /**
   * Floats from which on rows are copied one after the other, as memory delivers them best; shorter
   * ones go side by side, which spares a call for each.
   */
  private static final int LONG = 256;

  /** Floats of a row that has the block to itself. */
  static final int LONGEST = (MOST_ROWS - 1) * PITCH;

  /**
   * The numbers: row i begins at {@code i * PITCH}. What lies behind the end of a row is undefined.
   */
  final float[] values = new float[MOST_ROWS * PITCH];

  /** A tile of sums that are still to be added to something; see {@link Tiles#HIGHEST}. */
  final MemorySegment tile = Arena.ofAuto().allocate(BYTES * Tiles.HIGHEST * Tiles.WIDEST, BYTES);

  /** The floats from one step to the next; see {@link Tiles} for why it is no constant. */
  final int step = 1;

  /** The floats in a vector; see {@link DotRow} for why it is no constant. */
  final int lanes = LANES;

  /** The floats from one row to the next, and no constant for the loops that copy. */
  private final int pitch = PITCH;

  /** Copies {@code m} rows of {@code k} floats. Offsets and distances are in bytes. */
  void rows(int m, int k, MemorySegment a, long at, long aRow) {
    int p = 0;
    if (k >= LONG) {
      p = k / LANES * LANES;
      for (int i = 0; i < m; i++) {
        alongRow(p / LANES, a, at + i * aRow, values, i * PITCH);
      }
    }
    for (; p + 4 * LANES <= k; p += 4 * LANES) {
      fourVectors(m, a, at + 4L * p, aRow, values, p, pitch);
    }
    for (; p + LANES <= k; p += LANES) {
      oneVector(m, a, at + 4L * p, aRow, values, p, pitch);
    }
    if (p < k) {
      long from = at + 4L * p;
      int inside = inside(m, a, from, aRow);
      oneVector(inside, a, from, aRow, values, p, pitch);
      lastRows(m - inside, k - p, a, from + inside * aRow, aRow, values, p + inside * pitch, pitch);
    }
  }

  /** Of {@code m} rows, those that have a whole vector to read, if only of what follows them. */
  private static int inside(int m, MemorySegment a, long at, long aRow) {
    long room = a.byteSize() - BYTES - at;
    return room < 0 ? 0 : (int) Math.min(room / aRow + 1, m);
  }

  private static void lastRows(
      int m, int floats, MemorySegment a, long from, long aRow, float[] values, int to, int pitch) {
    Lanes.meet(a.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, floats);
    for (int i = 0; i < m; i++) {
      FloatVector.fromMemorySegment(SPECIES, a, from, ORDER, mask).intoArray(values, to);
      from += aRow;
      to += pitch;
    }
  }

  private static void alongRow(int vectors, MemorySegment a, long from, float[] values, int to) {
    Lanes.meet(a.isNative());
    for (int j = 0; j < vectors; j++) {
      FloatVector.fromMemorySegment(SPECIES, a, from + j * BYTES, ORDER)
          .intoArray(values, to + j * LANES);
    }
  }

  private static void fourVectors(
      int m, MemorySegment a, long from, long aRow, float[] values, int to, int pitch) {
    Lanes.meet(a.isNative());
    for (int i = 0; i < m; i++) {
      FloatVector.fromMemorySegment(SPECIES, a, from, ORDER).intoArray(values, to);
      FloatVector.fromMemorySegment(SPECIES, a, from + BYTES, ORDER).intoArray(values, to + LANES);
      FloatVector.fromMemorySegment(SPECIES, a, from + 2 * BYTES, ORDER)
          .intoArray(values, to + 2 * LANES);
      FloatVector.fromMemorySegment(SPECIES, a, from + 3 * BYTES, ORDER)
          .intoArray(values, to + 3 * LANES);
      from += aRow;
      to += pitch;
    }
  }

  private static void oneVector(
      int m, MemorySegment a, long from, long aRow, float[] values, int to, int pitch) {
    Lanes.meet(a.isNative());
    for (int i = 0; i < m; i++) {
      FloatVector.fromMemorySegment(SPECIES, a, from, ORDER).intoArray(values, to);
      from += aRow;
      to += pitch;
    }
  }

  /**
   * Copies {@code m} columns of {@code k} floats, which become rows.
   *
   * @param aStep bytes from one float of a column to the next
   */
  void columns(int m, int k, MemorySegment a, long at, long aStep) {
    for (int i = 0; i < m; i += LANES) {
      int cols = Math.min(m - i, LANES);
      for (int p = 0; p < k; p += LANES) {
        int rows = Math.min(k - p, LANES);
        long from = at + 4L * i + p * aStep;
        int inside = inside(rows, a, from, aStep);
        int to = i * PITCH + p;
        if (inside > 0) {
          block(inside, a, from, aStep, to);
        }
        if (inside < rows) {
          floats(rows - inside, cols, a, from + inside * aStep, aStep, values, to + inside);
        }
      }
    }
  }

  /**
   * Turns over a square block. Columns that are not wanted become rows that nobody reads.
   *
   * @param rows the rows to be read; the last of them is read again in place of those that are
   *     missing
   */
  private void block(int rows, MemorySegment a, long at, long aStep, int to) {
    switch (LANES) {
      case 16 -> sixteen(rows, a, at, aStep, values, to);
      case 8 -> eight(rows, a, at, aStep, values, to);
      case 4 -> four(rows, a, at, aStep, values, to);
      default -> floats(rows, LANES, a, at, aStep, values, to);
    }
  }

  private static void floats(
      int rows, int cols, MemorySegment a, long at, long aStep, float[] to, int tt) {
    for (int p = 0; p < rows; p++) {
      for (int i = 0; i < cols; i++) {
        to[tt + i * PITCH + p] = a.get(FLOAT, at + p * aStep + 4L * i);
      }
    }
  }

  private static void sixteen(
      int rows, MemorySegment from, long ft, long fRow, float[] to, int tt) {
    Lanes.meet(from.isNative());
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 1 ? fRow : 0;
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 2 ? fRow : 0;
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 3 ? fRow : 0;
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 4 ? fRow : 0;
    FloatVector a4 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 5 ? fRow : 0;
    FloatVector a5 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 6 ? fRow : 0;
    FloatVector a6 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 7 ? fRow : 0;
    FloatVector a7 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 8 ? fRow : 0;
    FloatVector a8 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 9 ? fRow : 0;
    FloatVector a9 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 10 ? fRow : 0;
    FloatVector a10 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 11 ? fRow : 0;
    FloatVector a11 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 12 ? fRow : 0;
    FloatVector a12 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 13 ? fRow : 0;
    FloatVector a13 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 14 ? fRow : 0;
    FloatVector a14 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 15 ? fRow : 0;
    FloatVector a15 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    FloatVector b0 = a0.blend(a8.rearrange(SWAP_8), UPPER_8);
    FloatVector b8 = a0.rearrange(SWAP_8).blend(a8, UPPER_8);
    FloatVector b1 = a1.blend(a9.rearrange(SWAP_8), UPPER_8);
    FloatVector b9 = a1.rearrange(SWAP_8).blend(a9, UPPER_8);
    FloatVector b2 = a2.blend(a10.rearrange(SWAP_8), UPPER_8);
    FloatVector b10 = a2.rearrange(SWAP_8).blend(a10, UPPER_8);
    FloatVector b3 = a3.blend(a11.rearrange(SWAP_8), UPPER_8);
    FloatVector b11 = a3.rearrange(SWAP_8).blend(a11, UPPER_8);
    FloatVector b4 = a4.blend(a12.rearrange(SWAP_8), UPPER_8);
    FloatVector b12 = a4.rearrange(SWAP_8).blend(a12, UPPER_8);
    FloatVector b5 = a5.blend(a13.rearrange(SWAP_8), UPPER_8);
    FloatVector b13 = a5.rearrange(SWAP_8).blend(a13, UPPER_8);
    FloatVector b6 = a6.blend(a14.rearrange(SWAP_8), UPPER_8);
    FloatVector b14 = a6.rearrange(SWAP_8).blend(a14, UPPER_8);
    FloatVector b7 = a7.blend(a15.rearrange(SWAP_8), UPPER_8);
    FloatVector b15 = a7.rearrange(SWAP_8).blend(a15, UPPER_8);
    FloatVector c0 = b0.blend(b4.rearrange(SWAP_4), UPPER_4);
    FloatVector c4 = b0.rearrange(SWAP_4).blend(b4, UPPER_4);
    FloatVector c1 = b1.blend(b5.rearrange(SWAP_4), UPPER_4);
    FloatVector c5 = b1.rearrange(SWAP_4).blend(b5, UPPER_4);
    FloatVector c2 = b2.blend(b6.rearrange(SWAP_4), UPPER_4);
    FloatVector c6 = b2.rearrange(SWAP_4).blend(b6, UPPER_4);
    FloatVector c3 = b3.blend(b7.rearrange(SWAP_4), UPPER_4);
    FloatVector c7 = b3.rearrange(SWAP_4).blend(b7, UPPER_4);
    FloatVector c8 = b8.blend(b12.rearrange(SWAP_4), UPPER_4);
    FloatVector c12 = b8.rearrange(SWAP_4).blend(b12, UPPER_4);
    FloatVector c9 = b9.blend(b13.rearrange(SWAP_4), UPPER_4);
    FloatVector c13 = b9.rearrange(SWAP_4).blend(b13, UPPER_4);
    FloatVector c10 = b10.blend(b14.rearrange(SWAP_4), UPPER_4);
    FloatVector c14 = b10.rearrange(SWAP_4).blend(b14, UPPER_4);
    FloatVector c11 = b11.blend(b15.rearrange(SWAP_4), UPPER_4);
    FloatVector c15 = b11.rearrange(SWAP_4).blend(b15, UPPER_4);
    FloatVector d0 = c0.blend(c2.rearrange(SWAP_2), UPPER_2);
    FloatVector d2 = c0.rearrange(SWAP_2).blend(c2, UPPER_2);
    FloatVector d1 = c1.blend(c3.rearrange(SWAP_2), UPPER_2);
    FloatVector d3 = c1.rearrange(SWAP_2).blend(c3, UPPER_2);
    FloatVector d4 = c4.blend(c6.rearrange(SWAP_2), UPPER_2);
    FloatVector d6 = c4.rearrange(SWAP_2).blend(c6, UPPER_2);
    FloatVector d5 = c5.blend(c7.rearrange(SWAP_2), UPPER_2);
    FloatVector d7 = c5.rearrange(SWAP_2).blend(c7, UPPER_2);
    FloatVector d8 = c8.blend(c10.rearrange(SWAP_2), UPPER_2);
    FloatVector d10 = c8.rearrange(SWAP_2).blend(c10, UPPER_2);
    FloatVector d9 = c9.blend(c11.rearrange(SWAP_2), UPPER_2);
    FloatVector d11 = c9.rearrange(SWAP_2).blend(c11, UPPER_2);
    FloatVector d12 = c12.blend(c14.rearrange(SWAP_2), UPPER_2);
    FloatVector d14 = c12.rearrange(SWAP_2).blend(c14, UPPER_2);
    FloatVector d13 = c13.blend(c15.rearrange(SWAP_2), UPPER_2);
    FloatVector d15 = c13.rearrange(SWAP_2).blend(c15, UPPER_2);
    FloatVector e0 = d0.blend(d1.rearrange(SWAP_1), UPPER_1);
    FloatVector e1 = d0.rearrange(SWAP_1).blend(d1, UPPER_1);
    FloatVector e2 = d2.blend(d3.rearrange(SWAP_1), UPPER_1);
    FloatVector e3 = d2.rearrange(SWAP_1).blend(d3, UPPER_1);
    FloatVector e4 = d4.blend(d5.rearrange(SWAP_1), UPPER_1);
    FloatVector e5 = d4.rearrange(SWAP_1).blend(d5, UPPER_1);
    FloatVector e6 = d6.blend(d7.rearrange(SWAP_1), UPPER_1);
    FloatVector e7 = d6.rearrange(SWAP_1).blend(d7, UPPER_1);
    FloatVector e8 = d8.blend(d9.rearrange(SWAP_1), UPPER_1);
    FloatVector e9 = d8.rearrange(SWAP_1).blend(d9, UPPER_1);
    FloatVector e10 = d10.blend(d11.rearrange(SWAP_1), UPPER_1);
    FloatVector e11 = d10.rearrange(SWAP_1).blend(d11, UPPER_1);
    FloatVector e12 = d12.blend(d13.rearrange(SWAP_1), UPPER_1);
    FloatVector e13 = d12.rearrange(SWAP_1).blend(d13, UPPER_1);
    FloatVector e14 = d14.blend(d15.rearrange(SWAP_1), UPPER_1);
    FloatVector e15 = d14.rearrange(SWAP_1).blend(d15, UPPER_1);
    e0.intoArray(to, tt);
    e1.intoArray(to, tt + PITCH);
    e2.intoArray(to, tt + 2 * PITCH);
    e3.intoArray(to, tt + 3 * PITCH);
    e4.intoArray(to, tt + 4 * PITCH);
    e5.intoArray(to, tt + 5 * PITCH);
    e6.intoArray(to, tt + 6 * PITCH);
    e7.intoArray(to, tt + 7 * PITCH);
    e8.intoArray(to, tt + 8 * PITCH);
    e9.intoArray(to, tt + 9 * PITCH);
    e10.intoArray(to, tt + 10 * PITCH);
    e11.intoArray(to, tt + 11 * PITCH);
    e12.intoArray(to, tt + 12 * PITCH);
    e13.intoArray(to, tt + 13 * PITCH);
    e14.intoArray(to, tt + 14 * PITCH);
    e15.intoArray(to, tt + 15 * PITCH);
  }

  private static void eight(int rows, MemorySegment from, long ft, long fRow, float[] to, int tt) {
    Lanes.meet(from.isNative());
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 1 ? fRow : 0;
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 2 ? fRow : 0;
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 3 ? fRow : 0;
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 4 ? fRow : 0;
    FloatVector a4 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 5 ? fRow : 0;
    FloatVector a5 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 6 ? fRow : 0;
    FloatVector a6 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 7 ? fRow : 0;
    FloatVector a7 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    FloatVector b0 = a0.blend(a4.rearrange(SWAP_4), UPPER_4);
    FloatVector b4 = a0.rearrange(SWAP_4).blend(a4, UPPER_4);
    FloatVector b1 = a1.blend(a5.rearrange(SWAP_4), UPPER_4);
    FloatVector b5 = a1.rearrange(SWAP_4).blend(a5, UPPER_4);
    FloatVector b2 = a2.blend(a6.rearrange(SWAP_4), UPPER_4);
    FloatVector b6 = a2.rearrange(SWAP_4).blend(a6, UPPER_4);
    FloatVector b3 = a3.blend(a7.rearrange(SWAP_4), UPPER_4);
    FloatVector b7 = a3.rearrange(SWAP_4).blend(a7, UPPER_4);
    FloatVector c0 = b0.blend(b2.rearrange(SWAP_2), UPPER_2);
    FloatVector c2 = b0.rearrange(SWAP_2).blend(b2, UPPER_2);
    FloatVector c1 = b1.blend(b3.rearrange(SWAP_2), UPPER_2);
    FloatVector c3 = b1.rearrange(SWAP_2).blend(b3, UPPER_2);
    FloatVector c4 = b4.blend(b6.rearrange(SWAP_2), UPPER_2);
    FloatVector c6 = b4.rearrange(SWAP_2).blend(b6, UPPER_2);
    FloatVector c5 = b5.blend(b7.rearrange(SWAP_2), UPPER_2);
    FloatVector c7 = b5.rearrange(SWAP_2).blend(b7, UPPER_2);
    FloatVector d0 = c0.blend(c1.rearrange(SWAP_1), UPPER_1);
    FloatVector d1 = c0.rearrange(SWAP_1).blend(c1, UPPER_1);
    FloatVector d2 = c2.blend(c3.rearrange(SWAP_1), UPPER_1);
    FloatVector d3 = c2.rearrange(SWAP_1).blend(c3, UPPER_1);
    FloatVector d4 = c4.blend(c5.rearrange(SWAP_1), UPPER_1);
    FloatVector d5 = c4.rearrange(SWAP_1).blend(c5, UPPER_1);
    FloatVector d6 = c6.blend(c7.rearrange(SWAP_1), UPPER_1);
    FloatVector d7 = c6.rearrange(SWAP_1).blend(c7, UPPER_1);
    d0.intoArray(to, tt);
    d1.intoArray(to, tt + PITCH);
    d2.intoArray(to, tt + 2 * PITCH);
    d3.intoArray(to, tt + 3 * PITCH);
    d4.intoArray(to, tt + 4 * PITCH);
    d5.intoArray(to, tt + 5 * PITCH);
    d6.intoArray(to, tt + 6 * PITCH);
    d7.intoArray(to, tt + 7 * PITCH);
  }

  private static void four(int rows, MemorySegment from, long ft, long fRow, float[] to, int tt) {
    Lanes.meet(from.isNative());
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 1 ? fRow : 0;
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 2 ? fRow : 0;
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 3 ? fRow : 0;
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    FloatVector b0 = a0.blend(a2.rearrange(SWAP_2), UPPER_2);
    FloatVector b2 = a0.rearrange(SWAP_2).blend(a2, UPPER_2);
    FloatVector b1 = a1.blend(a3.rearrange(SWAP_2), UPPER_2);
    FloatVector b3 = a1.rearrange(SWAP_2).blend(a3, UPPER_2);
    FloatVector c0 = b0.blend(b1.rearrange(SWAP_1), UPPER_1);
    FloatVector c1 = b0.rearrange(SWAP_1).blend(b1, UPPER_1);
    FloatVector c2 = b2.blend(b3.rearrange(SWAP_1), UPPER_1);
    FloatVector c3 = b2.rearrange(SWAP_1).blend(b3, UPPER_1);
    c0.intoArray(to, tt);
    c1.intoArray(to, tt + PITCH);
    c2.intoArray(to, tt + 2 * PITCH);
    c3.intoArray(to, tt + 3 * PITCH);
  }
}
