package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.LeftBlock.PITCH;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * One row of the left operand by rows of a transposed right one: the part of {@link Dots} that is
 * bound by reading the right operand, from whichever cache or memory holds it.
 */
@Apart(false)
final class DotRow {
  /**
   * Steps from which on single rows are better read four at a time with checks in front of the
   * loop, than eight with checks in it.
   */
  private static final int LONG = 1024;

  /** Rows of b at a time, as long as there are so many. */
  private static final int EIGHT = 8;

  /** Rows of b at a time otherwise. */
  private static final int FOUR = 4;

  private DotRow() {}

  /**
   * The sums of row i of the left block by {@code n} rows of b, at most as many as a vector has
   * lanes.
   *
   * @param scratch 16 vectors, whose first holds the sums then
   */
  static void sums(
      int n,
      int k,
      LeftBlock left,
      int i,
      MemorySegment b,
      long bt,
      long bRow,
      MemorySegment scratch) {
    int at = i * PITCH;
    int eights = k < LONG ? n / EIGHT * EIGHT : 0;
    for (int j = 0; j < eights; j += EIGHT) {
      eightRows(k, left.values, at, left.lanes, b, bt + j * bRow, bRow, scratch, j * BYTES);
    }
    for (int j = eights; j < n; j += FOUR) {
      long b0 = bt + j * bRow;
      long b1 = j + 1 < n ? b0 + bRow : b0;
      long b2 = j + 2 < n ? b1 + bRow : b0;
      long b3 = j + 3 < n ? b2 + bRow : b0;
      if (k < LONG) {
        shortRows(k, left.values, at, left.lanes, b, b0, b1, b2, b3, scratch, j * BYTES);
      } else {
        longRows(k, left.values, at, b, b0, b1, b2, b3, scratch, j * BYTES);
      }
    }
    if (Lanes.tail(k) > 0) {
      Dots.tail(1, n, n, k, left.values, at, b, bt, bRow, scratch);
    }
    if (Dots.TILES) {
      LaneSums.merge(scratch);
    } else {
      LaneSums.addUp(n, scratch);
    }
  }

  /** Puts results, which are neighbours, where they belong. */
  static void put(
      int cols, boolean add, MemorySegment results, MemorySegment c, long ct, long cCol) {
    Lanes.meet(results.isNative(), c.isNative());
    if (cols == LANES && cCol == Float.BYTES) {
      FloatVector sums = FloatVector.fromMemorySegment(SPECIES, results, 0, ORDER);
      if (add) {
        sums = FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER).add(sums);
      }
      sums.intoMemorySegment(c, ct, ORDER);
      return;
    }
    for (int j = 0; j < cols; j++) {
      float sum = results.get(FLOAT, 4L * j);
      c.set(FLOAT, ct, add ? c.get(FLOAT, ct) + sum : sum);
      ct += cCol;
    }
  }

  /**
   * One row of a by eight of b, whose lanes are not added up yet. Calls cost so much beside short
   * rows that eight at a time take a fifth less than twice four.
   *
   * @param lanes the floats of a vector, which is no constant; see {@link #shortRows}
   */
  private static void eightRows(
      int k,
      float[] a,
      int at,
      int lanes,
      MemorySegment b,
      long b0,
      long bRow,
      MemorySegment out,
      long ot) {
    Lanes.meet(b.isNative(), out.isNative());
    long b1 = b0 + bRow;
    long b2 = b1 + bRow;
    long b3 = b2 + bRow;
    long b4 = b3 + bRow;
    long b5 = b4 + bRow;
    long b6 = b5 + bRow;
    long b7 = b6 + bRow;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    FloatVector s4 = zero;
    FloatVector s5 = zero;
    FloatVector s6 = zero;
    FloatVector s7 = zero;
    int vectors = Lanes.vectors(k);
    int from = at;
    long skip = 0;
    for (int p = 0; p < vectors; p++) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, from);
      s0 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b0 + skip, ORDER), s0);
      s1 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b1 + skip, ORDER), s1);
      s2 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b2 + skip, ORDER), s2);
      s3 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b3 + skip, ORDER), s3);
      s4 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b4 + skip, ORDER), s4);
      s5 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b5 + skip, ORDER), s5);
      s6 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b6 + skip, ORDER), s6);
      s7 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b7 + skip, ORDER), s7);
      from += lanes;
      skip += 4L * lanes;
    }
    s0.intoMemorySegment(out, ot, ORDER);
    s1.intoMemorySegment(out, ot + BYTES, ORDER);
    s2.intoMemorySegment(out, ot + 2 * BYTES, ORDER);
    s3.intoMemorySegment(out, ot + 3 * BYTES, ORDER);
    s4.intoMemorySegment(out, ot + 4 * BYTES, ORDER);
    s5.intoMemorySegment(out, ot + 5 * BYTES, ORDER);
    s6.intoMemorySegment(out, ot + 6 * BYTES, ORDER);
    s7.intoMemorySegment(out, ot + 7 * BYTES, ORDER);
  }

  /**
   * One row of a by four of b, whose lanes are not added up yet.
   *
   * @param lanes the floats of a vector; were it a constant, C2 would check the loop's accesses in
   *     front of it, in hundreds of instructions, which cost more than such short loops win
   */
  private static void shortRows(
      int k,
      float[] a,
      int at,
      int lanes,
      MemorySegment b,
      long b0,
      long b1,
      long b2,
      long b3,
      MemorySegment out,
      long ot) {
    Lanes.meet(b.isNative(), out.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    int vectors = Lanes.vectors(k);
    int from = at;
    long skip = 0;
    for (int p = 0; p < vectors; p++) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, from);
      s0 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b0 + skip, ORDER), s0);
      s1 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b1 + skip, ORDER), s1);
      s2 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b2 + skip, ORDER), s2);
      s3 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b3 + skip, ORDER), s3);
      from += lanes;
      skip += 4L * lanes;
    }
    s0.intoMemorySegment(out, ot, ORDER);
    s1.intoMemorySegment(out, ot + BYTES, ORDER);
    s2.intoMemorySegment(out, ot + 2 * BYTES, ORDER);
    s3.intoMemorySegment(out, ot + 3 * BYTES, ORDER);
  }

  /**
   * The same, but written so that C2 checks the accesses in front of the loop. What is left for a
   * cache line is little more than one instruction, and only so does the processor, which has room
   * for some hundred instructions begun at a time, ask for enough lines at once: weights that no
   * cache holds are read twice as fast.
   */
  private static void longRows(
      int k,
      float[] a,
      int at,
      MemorySegment b,
      long b0,
      long b1,
      long b2,
      long b3,
      MemorySegment out,
      long ot) {
    Lanes.meet(b.isNative(), out.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    int vectors = Lanes.vectors(k);
    for (int p = 0; p < vectors; p++) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at + p * LANES);
      long skip = p * BYTES;
      s0 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b0 + skip, ORDER), s0);
      s1 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b1 + skip, ORDER), s1);
      s2 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b2 + skip, ORDER), s2);
      s3 = a0.fma(FloatVector.fromMemorySegment(SPECIES, b, b3 + skip, ORDER), s3);
    }
    s0.intoMemorySegment(out, ot, ORDER);
    s1.intoMemorySegment(out, ot + BYTES, ORDER);
    s2.intoMemorySegment(out, ot + 2 * BYTES, ORDER);
    s3.intoMemorySegment(out, ot + 3 * BYTES, ORDER);
  }
}
