package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.LeftBlock.PITCH;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * The product with a transposed right operand, {@code c[i][j] = sum over p of a[i][p] * b[j][p]},
 * made of dot products: rows of both operands go by side by side, a vector at a time. Nothing is
 * packed, so this is the way where there are too few rows of a, or of b, to pay for packing; with
 * one row it reads b at the speed of memory.
 *
 * <p>Lane q of a sum holds the terms of every p with p modulo the lanes equal to q. At the end the
 * lanes are added half to half, then quarter to quarter, and so on: 16 sums become one vector of 16
 * results in four rounds of a {@link Butterfly}, in each of which two vectors merge into one.
 */
@Apart(false)
final class Dots {
  /** If there are tiles: the registers for them, and the lanes to hold their results. */
  static final boolean TILES = LANES == 16;

  /** Rows of one operand at most; without tiles it is not worth it for more. */
  static final int MOST_ROWS = TILES ? 12 : 4;

  /** Rows and columns of a tile. */
  private static final int SIDE = 4;

  private static final VectorShuffle<Float> TURNED =
      VectorShuffle.fromOp(SPECIES, lane -> lane % SIDE * SIDE + lane / SIDE % SIDE);

  private static final VectorShuffle<Float> NEXT_ROW = VectorShuffle.iota(SPECIES, SIDE, 1, true);

  private Dots() {}

  /**
   * A rectangle of the result. Offsets and distances are in bytes.
   *
   * @param m rows of a
   * @param n rows of b
   * @param k columns of both
   * @param left the rows of a
   * @param add if the products are added to what c holds
   * @param cRow from the result of a row of a to that of the next
   * @param cCol from the result of a row of b to that of the next; one of the two distances is that
   *     of neighbours
   * @param scratch 16 vectors
   */
  static void product(
      int m,
      int n,
      int k,
      LeftBlock left,
      MemorySegment b,
      long bt,
      long bRow,
      boolean add,
      MemorySegment c,
      long ct,
      long cRow,
      long cCol,
      MemorySegment scratch) {
    if (m == 1 || !TILES) {
      for (int j = 0; j < n; j += LANES) {
        int cols = Math.min(n - j, LANES);
        for (int i = 0; i < m; i++) {
          DotRow.sums(cols, k, left, i, b, bt + j * bRow, bRow, scratch);
          DotRow.put(cols, add, scratch, c, ct + i * cRow + j * cCol, cCol);
        }
      }
      return;
    }
    for (int j = 0; j < n; j += SIDE) {
      int cols = Math.min(n - j, SIDE);
      tiles(m, cols, k, left, b, bt + j * bRow, bRow, add, c, ct + j * cCol, cRow, cCol, scratch);
    }
  }

  /**
   * A column of tiles. Rows of a that are missing in the last one are whatever the block holds;
   * rows of b that are missing are one that exists. Their results are not put anywhere.
   */
  private static void tiles(
      int m,
      int cols,
      int k,
      LeftBlock left,
      MemorySegment b,
      long b0,
      long bRow,
      boolean add,
      MemorySegment c,
      long ct,
      long cRow,
      long cCol,
      MemorySegment scratch) {
    long b1 = cols > 1 ? b0 + bRow : b0;
    long b2 = cols > 2 ? b1 + bRow : b0;
    long b3 = cols > 3 ? b2 + bRow : b0;
    for (int i = 0; i < m; i += SIDE) {
      int rows = Math.min(m - i, SIDE);
      tile(k, left.values, i * PITCH, b, b0, b1, b2, b3, scratch);
      if (Lanes.tail(k) > 0) {
        tail(rows, cols, SIDE, k, left.values, i * PITCH, b, b0, bRow, scratch);
      }
      LaneSums.merge(scratch);
      if (cCol == Float.BYTES) {
        putTile(rows, cols, false, add, scratch, c, ct + i * cRow, cRow);
      } else {
        putTile(cols, rows, true, add, scratch, c, ct + i * cRow, cCol);
      }
    }
  }

  /**
   * Puts the results of a tile, which are one vector, row by row, where they belong.
   *
   * @param turned if the rows are those of b
   */
  private static void putTile(
      int rows,
      int cols,
      boolean turned,
      boolean add,
      MemorySegment results,
      MemorySegment c,
      long ct,
      long cRow) {
    Lanes.meet(results.isNative(), c.isNative());
    FloatVector sums = FloatVector.fromMemorySegment(SPECIES, results, 0, ORDER);
    if (turned) {
      sums = sums.rearrange(TURNED);
    }
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols);
    for (int i = 0; i < rows; i++) {
      FloatVector row = sums;
      if (add) {
        row = row.add(FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER, mask));
      }
      row.intoMemorySegment(c, ct, ORDER, mask);
      sums = sums.rearrange(NEXT_ROW);
      ct += cRow;
    }
  }

  /** Four rows of a by four of b: 16 sums, row by row, whose lanes are not added up yet. */
  private static void tile(
      int k,
      float[] a,
      int at,
      MemorySegment b,
      long b0,
      long b1,
      long b2,
      long b3,
      MemorySegment out) {
    Lanes.meet(b.isNative(), out.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    FloatVector s4 = zero;
    FloatVector s5 = zero;
    FloatVector s6 = zero;
    FloatVector s7 = zero;
    FloatVector s8 = zero;
    FloatVector s9 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    FloatVector s14 = zero;
    FloatVector s15 = zero;
    int vectors = Lanes.vectors(k);
    for (int p = 0; p < vectors; p++) {
      long skip = p * BYTES;
      int q = at + p * LANES;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, q);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, q + PITCH);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, q + 2 * PITCH);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, q + 3 * PITCH);
      FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, b, b0 + skip, ORDER);
      s0 = a0.fma(y0, s0);
      s4 = a1.fma(y0, s4);
      s8 = a2.fma(y0, s8);
      s12 = a3.fma(y0, s12);
      FloatVector y1 = FloatVector.fromMemorySegment(SPECIES, b, b1 + skip, ORDER);
      s1 = a0.fma(y1, s1);
      s5 = a1.fma(y1, s5);
      s9 = a2.fma(y1, s9);
      s13 = a3.fma(y1, s13);
      FloatVector y2 = FloatVector.fromMemorySegment(SPECIES, b, b2 + skip, ORDER);
      s2 = a0.fma(y2, s2);
      s6 = a1.fma(y2, s6);
      s10 = a2.fma(y2, s10);
      s14 = a3.fma(y2, s14);
      FloatVector y3 = FloatVector.fromMemorySegment(SPECIES, b, b3 + skip, ORDER);
      s3 = a0.fma(y3, s3);
      s7 = a1.fma(y3, s7);
      s11 = a2.fma(y3, s11);
      s15 = a3.fma(y3, s15);
    }
    s0.intoMemorySegment(out, 0, ORDER);
    s1.intoMemorySegment(out, 1 * BYTES, ORDER);
    s2.intoMemorySegment(out, 2 * BYTES, ORDER);
    s3.intoMemorySegment(out, 3 * BYTES, ORDER);
    s4.intoMemorySegment(out, 4 * BYTES, ORDER);
    s5.intoMemorySegment(out, 5 * BYTES, ORDER);
    s6.intoMemorySegment(out, 6 * BYTES, ORDER);
    s7.intoMemorySegment(out, 7 * BYTES, ORDER);
    s8.intoMemorySegment(out, 8 * BYTES, ORDER);
    s9.intoMemorySegment(out, 9 * BYTES, ORDER);
    s10.intoMemorySegment(out, 10 * BYTES, ORDER);
    s11.intoMemorySegment(out, 11 * BYTES, ORDER);
    s12.intoMemorySegment(out, 12 * BYTES, ORDER);
    s13.intoMemorySegment(out, 13 * BYTES, ORDER);
    s14.intoMemorySegment(out, 14 * BYTES, ORDER);
    s15.intoMemorySegment(out, 15 * BYTES, ORDER);
  }

  /**
   * Adds the last products, of fewer steps than a vector has lanes, to sums that are not added up
   * yet.
   *
   * @param pitch the sums of a row
   */
  static void tail(
      int rows,
      int cols,
      int pitch,
      int k,
      float[] a,
      int at,
      MemorySegment b,
      long bt,
      long bRow,
      MemorySegment sums) {
    Lanes.meet(b.isNative(), sums.isNative());
    int vectors = Lanes.vectors(k);
    VectorMask<Float> mask =
        Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(k, vectors));
    int first = at + vectors * LANES;
    for (int i = 0; i < rows; i++) {
      long st = i * (pitch * BYTES);
      FloatVector x = FloatVector.fromArray(SPECIES, a, first + i * PITCH, mask);
      long row = bt + vectors * BYTES;
      for (int j = 0; j < cols; j++) {
        FloatVector y = FloatVector.fromMemorySegment(SPECIES, b, row, ORDER, mask);
        x.fma(y, FloatVector.fromMemorySegment(SPECIES, sums, st, ORDER))
            .intoMemorySegment(sums, st, ORDER);
        row += bRow;
        st += BYTES;
      }
    }
  }
}
