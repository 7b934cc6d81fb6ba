package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;
import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * What each of a run of elements counts: the product of its sample's factor and its column's. A run
 * goes over the ends of rows, so that narrow rows fill vectors as well as wide ones do.
 */
final class LossFactors {
  /** The bytes of {@link LossScratch} that the factors of a run may need. */
  static final long BYTES = (long) Weights.RUN * Float.BYTES + 3L * Lanes.BYTES;

  private LossFactors() {}

  /**
   * Where the factors of a run are, at {@link #place}: in memory that others made, or in scratch
   * memory, where they are put.
   *
   * @param samples a factor for each row, or none
   * @param first the number of the run's first element, row by row
   * @param count at most {@link Weights#RUN}
   * @param scratch {@link #BYTES} from its beginning on
   */
  static MemorySegment of(
      Weights columns, Tensor samples, int cols, long first, int count, MemorySegment scratch) {
    if (samples == NONE) {
      return columns.floats();
    }
    if (cols == 1 && columns.isEmpty()) {
      return samples.segment();
    }
    int col = (int) (first % cols);
    long row = first / cols * Float.BYTES;
    if (cols <= Lanes.COUNT) {
      int rows = (col + count + cols - 1) / cols;
      multiplyRows(columns.floats(), samples.segment(), row, scratch, rows, cols);
    } else {
      multiply(columns, samples.segment(), row, scratch, col, cols, count);
    }
    return scratch;
  }

  /** The offset in bytes of the factor of the run's first element. */
  static long place(Weights columns, Tensor samples, int cols, long first) {
    if (samples == NONE) {
      return place(columns, cols, first);
    }
    if (cols == 1 && columns.isEmpty()) {
      return first * Float.BYTES;
    }
    return cols <= Lanes.COUNT ? first % cols * Float.BYTES : 0;
  }

  /** The offset in bytes of an element's own in what is given by column. */
  static long place(Weights columns, int cols, long element) {
    return columns.isEmpty() ? 0 : element % cols * Float.BYTES;
  }

  /** Whole rows of no more than a vector, each of which the next one cuts to its length. */
  private static void multiplyRows(
      MemorySegment columns,
      MemorySegment samples,
      long row,
      MemorySegment scratch,
      int rows,
      int cols) {
    Lanes.meet(columns.isNative(), samples.isNative(), scratch.isNative());
    FloatVector factors = FloatVector.fromMemorySegment(SPECIES, columns, 0, ORDER);
    long sample = row;
    long at = 0;
    for (int i = 0; rows > 0 && i < rows; i++) {
      factors.mul(samples.get(FLOAT, sample)).intoMemorySegment(scratch, at, ORDER);
      sample += Float.BYTES;
      at += (long) cols * Float.BYTES;
    }
  }

  private static void multiply(
      Weights columns,
      MemorySegment samples,
      long row,
      MemorySegment scratch,
      int col,
      int cols,
      int count) {
    int at = col;
    long from = row;
    for (int done = 0; done < count; ) {
      int run = Math.min(cols - at, count - done);
      long first = columns.isEmpty() ? 0 : (long) at * Float.BYTES;
      float sample = samples.get(FLOAT, from);
      multiplyRun(columns.floats(), first, sample, scratch, (long) done * Float.BYTES, run);
      done += run;
      at = 0;
      from += Float.BYTES;
    }
  }

  /** A part of a row, and more: to the end of a vector, which the next row cuts to its length. */
  private static void multiplyRun(
      MemorySegment columns,
      long first,
      float sample,
      MemorySegment scratch,
      long offset,
      int count) {
    Lanes.meet(columns.isNative(), scratch.isNative());
    int rounds = Lanes.rounds(count);
    for (int i = 0; rounds > 0 && i < rounds; i++) {
      FloatVector.fromMemorySegment(SPECIES, columns, first, ORDER)
          .mul(sample)
          .intoMemorySegment(scratch, offset, ORDER);
      first += Lanes.BYTES;
      offset += Lanes.BYTES;
    }
  }
}
