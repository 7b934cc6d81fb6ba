package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Butterfly.SWAP_4;
import static dev.hayate.kernels.vector.Butterfly.SWAP_8;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The end of {@link Fours}: the parts of each sum are added up, so that of a row one vector is
 * left, and that is put where it belongs.
 *
 * <p>The masks are made from numbers, which leaves them in a register for the whole loop. Masks
 * that are constants are read and converted in every round.
 */
final class FourSums {
  /** The third and the fourth quarter of a vector. */
  private static final long UPPER_8 = 0xff00;

  /** The second and the fourth. */
  private static final long UPPER_4 = 0xf0f0;

  private FourSums() {}

  /** Merges the vectors of each row into its first. */
  static void merge(int vectors, int rows, LeftBlock left, int sums) {
    int row = vectors * left.lanes;
    switch (vectors) {
      case 1 -> merge1(rows, left.values, sums, row);
      case 2 -> merge2(rows, left.values, sums, row);
      default -> merge3(rows, left.values, sums, row);
    }
  }

  private static void merge1(int rows, float[] sums, int st, int row) {
    for (int i = 0; i < rows; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, sums, st);
      FloatVector half = a.add(a.rearrange(SWAP_8));
      half.add(half.rearrange(SWAP_4)).intoArray(sums, st);
      st += row;
    }
  }

  private static void merge2(int rows, float[] sums, int st, int row) {
    VectorMask<Float> upper = VectorMask.fromLong(SPECIES, UPPER_4);
    for (int i = 0; i < rows; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, sums, st);
      FloatVector b = FloatVector.fromArray(SPECIES, sums, st + LANES);
      FloatVector halfA = a.add(a.rearrange(SWAP_8));
      FloatVector halfB = b.add(b.rearrange(SWAP_8));
      halfA
          .blend(halfB, upper)
          .add(halfB.blend(halfA, upper).rearrange(SWAP_4))
          .intoArray(sums, st);
      st += row;
    }
  }

  private static void merge3(int rows, float[] sums, int st, int row) {
    VectorMask<Float> upper8 = VectorMask.fromLong(SPECIES, UPPER_8);
    VectorMask<Float> upper4 = VectorMask.fromLong(SPECIES, UPPER_4);
    for (int i = 0; i < rows; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, sums, st);
      FloatVector b = FloatVector.fromArray(SPECIES, sums, st + LANES);
      FloatVector c = FloatVector.fromArray(SPECIES, sums, st + 2 * LANES);
      FloatVector halfAc = a.blend(c, upper8).add(c.blend(a, upper8).rearrange(SWAP_8));
      FloatVector halfB = b.add(b.rearrange(SWAP_8));
      halfAc
          .blend(halfB, upper4)
          .add(halfB.blend(halfAc, upper4).rearrange(SWAP_4))
          .intoArray(sums, st);
      st += row;
    }
  }

  /**
   * Puts {@code cols} sums of each row, to which a row is added that is the same for all.
   *
   * @param row the floats from one row of sums to the next
   * @param z the row that is added, from zt on
   */
  static void put(
      int rows,
      int cols,
      float[] sums,
      int st,
      int row,
      MemorySegment z,
      long zt,
      MemorySegment c,
      long ct,
      long cRow) {
    for (int j = 0; j < cols; j++) {
      sums[st - LANES + j] = z.get(FLOAT, zt + 4L * j);
    }
    int inside = inside(rows, c, ct, cRow);
    put(inside, cols, sums, st, row, c, ct, cRow);
    for (int i = inside; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        c.set(FLOAT, ct + i * cRow + 4L * j, sums[st - LANES + j] + sums[st + i * row + j]);
      }
    }
  }

  /** Adds {@code cols} sums of each row to what the result holds. */
  static void add(
      int rows, int cols, float[] sums, int st, int row, MemorySegment c, long ct, long cRow) {
    int inside = inside(rows, c, ct, cRow);
    addTo(inside, cols, sums, st, row, c, ct, cRow);
    for (int i = inside; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        long to = ct + i * cRow + 4L * j;
        c.set(FLOAT, to, c.get(FLOAT, to) + sums[st + i * row + j]);
      }
    }
  }

  /**
   * Of some rows, those where the operand holds a whole vector: a masked access that reaches beyond
   * its end is allowed, but takes the JDK fifty times as long.
   */
  private static int inside(int rows, MemorySegment c, long ct, long cRow) {
    long room = c.byteSize() - BYTES - ct;
    return room < 0 ? 0 : (int) Math.min(room / cRow + 1, rows);
  }

  private static void put(
      int rows, int cols, float[] sums, int st, int row, MemorySegment c, long ct, long cRow) {
    Lanes.meet(c.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols);
    FloatVector start = FloatVector.fromArray(SPECIES, sums, st - LANES);
    for (int i = 0; i < rows; i++) {
      start.add(FloatVector.fromArray(SPECIES, sums, st)).intoMemorySegment(c, ct, ORDER, mask);
      st += row;
      ct += cRow;
    }
  }

  private static void addTo(
      int rows, int cols, float[] sums, int st, int row, MemorySegment c, long ct, long cRow) {
    Lanes.meet(c.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols);
    for (int i = 0; i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER, mask)
          .add(FloatVector.fromArray(SPECIES, sums, st))
          .intoMemorySegment(c, ct, ORDER, mask);
      st += row;
      ct += cRow;
    }
  }
}
