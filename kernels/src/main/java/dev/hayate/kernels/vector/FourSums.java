package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The end of {@link Fours}: of each row there is one vector, and its sums are put where they
 * belong.
 */
final class FourSums {
  private FourSums() {}

  /**
   * Puts {@code cols} sums of each row, to which a row is added that is the same for all.
   *
   * @param z the row that is added, from zt on
   */
  static void put(
      int rows,
      int cols,
      float[] sums,
      int st,
      MemorySegment z,
      long zt,
      MemorySegment c,
      long ct,
      long cRow) {
    for (int j = 0; j < cols; j++) {
      sums[st - LANES + j] = z.get(FLOAT, zt + 4L * j);
    }
    int inside = inside(rows, c, ct, cRow);
    put(inside, cols, sums, st, c, ct, cRow);
    for (int i = inside; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        c.set(FLOAT, ct + i * cRow + 4L * j, sums[st - LANES + j] + sums[st + i * LANES + j]);
      }
    }
  }

  /** Adds {@code cols} sums of each row to what the result holds. */
  static void add(int rows, int cols, float[] sums, int st, MemorySegment c, long ct, long cRow) {
    int inside = inside(rows, c, ct, cRow);
    addTo(inside, cols, sums, st, c, ct, cRow);
    for (int i = inside; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        long to = ct + i * cRow + 4L * j;
        c.set(FLOAT, to, c.get(FLOAT, to) + sums[st + i * LANES + j]);
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
      int rows, int cols, float[] sums, int st, MemorySegment c, long ct, long cRow) {
    Lanes.meet(c.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols);
    FloatVector start = FloatVector.fromArray(SPECIES, sums, st - LANES);
    for (int i = 0; i < rows; i++) {
      start.add(FloatVector.fromArray(SPECIES, sums, st)).intoMemorySegment(c, ct, ORDER, mask);
      st += LANES;
      ct += cRow;
    }
  }

  private static void addTo(
      int rows, int cols, float[] sums, int st, MemorySegment c, long ct, long cRow) {
    Lanes.meet(c.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols);
    for (int i = 0; i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER, mask)
          .add(FloatVector.fromArray(SPECIES, sums, st))
          .intoMemorySegment(c, ct, ORDER, mask);
      st += LANES;
      ct += cRow;
    }
  }
}
