package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Butterfly.SWAP_1;
import static dev.hayate.kernels.vector.Butterfly.SWAP_2;
import static dev.hayate.kernels.vector.Butterfly.SWAP_4;
import static dev.hayate.kernels.vector.Butterfly.SWAP_8;
import static dev.hayate.kernels.vector.Butterfly.UPPER_1;
import static dev.hayate.kernels.vector.Butterfly.UPPER_2;
import static dev.hayate.kernels.vector.Butterfly.UPPER_4;
import static dev.hayate.kernels.vector.Butterfly.UPPER_8;
import static dev.hayate.kernels.vector.Fours.SIDE;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Packs the right operand of {@link Fours}, group by group of 16 steps: first the vectors of the
 * steps 0, 4, 8 and 12, then those of 1, 5, 9 and 13, and so on; each of them the four steps of
 * four columns, the columns of a step side by side. Steps that are missing at the end are zeros,
 * columns that are missing anything.
 *
 * <p>Whether the operand is given transposed or not, four vectors of it become four by two of the
 * rounds in which {@link Transposition} turns over a block.
 */
final class FourPacking {
  private FourPacking() {}

  /**
   * Packs an operand whose rows are the columns of the result.
   *
   * @param n its rows
   * @param singles the rows at the end, or one in place of those that are missing, that are not
   *     packed by fours, but stand in front of each group as they are
   * @param k its columns
   * @param left takes what is packed
   * @param scratch a few vectors
   */
  static void rows(
      int n,
      int singles,
      int k,
      MemorySegment b,
      long bt,
      long bRow,
      LeftBlock left,
      MemorySegment scratch) {
    int groups = k / LANES;
    int tail = Lanes.tail(k);
    int vectors = (n - singles + SIDE - 1) / SIDE;
    int pitch = vectors * left.lanes;
    int next = singles * left.lanes + SIDE * pitch;
    long step = 4L * left.lanes;
    for (int v = 0; v < singles; v++) {
      long from = bt + Math.min(vectors * SIDE + v, n - 1) * bRow;
      int to = v * LANES;
      oneRow(groups, b, from, step, left.values, to, next);
      if (tail > 0) {
        Copies.filled(1, tail, b, from + groups * BYTES, bRow, scratch, 0, BYTES);
        oneRow(1, scratch, 0, step, left.values, to + groups * next, next);
      }
    }
    for (int v = 0; v < vectors; v++) {
      int rows = Math.min(SIDE, n - v * SIDE);
      long from = bt + v * (SIDE * bRow);
      int to = (singles + v) * LANES;
      fourRows(groups, rows, b, from, bRow, step, left.values, to, pitch, next);
      if (tail > 0) {
        Copies.filled(rows, tail, b, from + groups * BYTES, bRow, scratch, 0, BYTES);
        to += groups * next;
        fourRows(1, rows, scratch, 0, BYTES, step, left.values, to, pitch, next);
      }
    }
  }

  private static void oneRow(
      int groups, MemorySegment b, long bt, long step, float[] to, int tt, int next) {
    Lanes.meet(b.isNative());
    for (int p = 0; p < groups; p++) {
      FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER).intoArray(to, tt);
      bt += step;
      tt += next;
    }
  }

  private static void fourRows(
      int groups,
      int rows,
      MemorySegment b,
      long b0,
      long bRow,
      long step,
      float[] to,
      int tt,
      int pitch,
      int next) {
    Lanes.meet(b.isNative());
    long b1 = rows > 1 ? b0 + bRow : b0;
    long b2 = rows > 2 ? b1 + bRow : b0;
    long b3 = rows > 3 ? b2 + bRow : b0;
    for (int p = 0; p < groups; p++) {
      FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, b, b0, ORDER);
      FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, b, b1, ORDER);
      FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, b, b2, ORDER);
      FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, b, b3, ORDER);
      FloatVector c0 = a0.blend(a2.rearrange(SWAP_2), UPPER_2);
      FloatVector c2 = a0.rearrange(SWAP_2).blend(a2, UPPER_2);
      FloatVector c1 = a1.blend(a3.rearrange(SWAP_2), UPPER_2);
      FloatVector c3 = a1.rearrange(SWAP_2).blend(a3, UPPER_2);
      c0.blend(c1.rearrange(SWAP_1), UPPER_1).intoArray(to, tt);
      c0.rearrange(SWAP_1).blend(c1, UPPER_1).intoArray(to, tt + pitch);
      c2.blend(c3.rearrange(SWAP_1), UPPER_1).intoArray(to, tt + 2 * pitch);
      c2.rearrange(SWAP_1).blend(c3, UPPER_1).intoArray(to, tt + 3 * pitch);
      b0 += step;
      b1 += step;
      b2 += step;
      b3 += step;
      tt += next;
    }
  }

  /**
   * Packs an operand whose columns are those of the result.
   *
   * @param n its columns
   * @param k its rows
   * @param left takes what is packed
   * @param scratch 16 vectors
   */
  static void columns(
      int n, int k, MemorySegment b, long bt, long bRow, LeftBlock left, MemorySegment scratch) {
    int pitch = (n + SIDE - 1) / SIDE * left.lanes;
    long room = b.byteSize() - BYTES - bt;
    int whole = room < 0 ? 0 : (int) Math.min(room / bRow + 1, k) / LANES;
    fourColumns(whole, b, bt, bRow, left.values, 0, pitch);
    for (int p = whole * LANES; p < k; p += LANES) {
      int rows = Math.min(LANES, k - p);
      Copies.filled(rows, n, b, bt + p * bRow, bRow, scratch, 0, BYTES);
      Copies.filled(LANES - rows, n, Tiles.ZEROS, 0, 0, scratch, rows * BYTES, BYTES);
      fourColumns(1, scratch, 0, BYTES, left.values, p * pitch / SIDE, pitch);
    }
  }

  /** What is written for vectors that are not wanted is written over by what follows. */
  private static void fourColumns(
      int groups, MemorySegment b, long bt, long bRow, float[] to, int tt, int pitch) {
    Lanes.meet(b.isNative());
    for (int p = 0; p < groups; p++) {
      long from = bt;
      for (int q = 0; q < SIDE; q++) {
        FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, b, from, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, b, from + 4 * bRow, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, b, from + 8 * bRow, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, b, from + 12 * bRow, ORDER);
        FloatVector c0 = a0.blend(a2.rearrange(SWAP_8), UPPER_8);
        FloatVector c2 = a0.rearrange(SWAP_8).blend(a2, UPPER_8);
        FloatVector c1 = a1.blend(a3.rearrange(SWAP_8), UPPER_8);
        FloatVector c3 = a1.rearrange(SWAP_8).blend(a3, UPPER_8);
        c0.blend(c1.rearrange(SWAP_4), UPPER_4).intoArray(to, tt);
        c0.rearrange(SWAP_4).blend(c1, UPPER_4).intoArray(to, tt + LANES);
        c2.blend(c3.rearrange(SWAP_4), UPPER_4).intoArray(to, tt + 2 * LANES);
        from += bRow;
        tt += pitch;
      }
      bt += LANES * bRow;
    }
  }
}
