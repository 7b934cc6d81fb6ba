package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Copies floats between matrices, without touching memory beside them. All offsets and distances
 * are in bytes.
 */
@Apart(false)
final class Copies {
  private Copies() {}

  /** Copies {@code rows} rows of {@code cols} floats. */
  static void rows(
      int rows,
      int cols,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow) {
    int vectors = Lanes.vectors(cols);
    if (vectors > 0) {
      for (int i = 0; i < rows; i++) {
        row(vectors, from, ft + i * fRow, to, tt + i * tRow, BYTES);
      }
    }
    if (Lanes.tail(cols) > 0) {
      long whole = vectors * BYTES;
      tails(rows, Lanes.tail(cols), from, ft + whole, fRow, to, tt + whole, tRow);
    }
  }

  /** Copies a row of whole vectors. */
  private static void row(
      int vectors, MemorySegment from, long ft, MemorySegment to, long tt, long step) {
    Lanes.meet(from.isNative(), to.isNative());
    for (int j = 0; j < vectors; j++) {
      FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER).intoMemorySegment(to, tt, ORDER);
      ft += step;
      tt += step;
    }
  }

  /** Copies the beginnings of rows, of fewer floats than a vector has. */
  private static void tails(
      int rows,
      int floats,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow) {
    Lanes.meet(from.isNative(), to.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, floats);
    for (int i = 0; i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER, mask)
          .intoMemorySegment(to, tt, ORDER, mask);
      ft += fRow;
      tt += tRow;
    }
  }

  /** Copies rows of fewer floats than a vector has into rows of vectors, filled up with zeros. */
  static void filled(
      int rows,
      int floats,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow) {
    Lanes.meet(from.isNative(), to.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, floats);
    for (int i = 0; i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER, mask)
          .intoMemorySegment(to, tt, ORDER);
      ft += fRow;
      tt += tRow;
    }
  }
}
