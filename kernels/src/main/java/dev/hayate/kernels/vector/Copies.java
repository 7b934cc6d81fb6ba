package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;
import static dev.hayate.kernels.vector.Registers.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Moves floats between matrices, straight or transposed, without touching memory beside them. All
 * offsets and distances are in bytes.
 */
final class Copies {
  private static final int ROUNDS = Integer.numberOfTrailingZeros(LANES);
  private static final VectorShuffle<Float> ZIP_LOW = VectorShuffle.makeZip(Lanes.SPECIES, 0);
  private static final VectorShuffle<Float> ZIP_HIGH = VectorShuffle.makeZip(Lanes.SPECIES, 1);

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
    int whole = cols - cols % LANES;
    for (int i = 0; i < rows; i++) {
      row(whole, from, ft, to, tt);
      if (whole < cols) {
        part(cols - whole, from, ft + 4L * whole, to, tt + 4L * whole);
      }
      ft += fRow;
      tt += tRow;
    }
  }

  private static void row(int floats, MemorySegment from, long ft, MemorySegment to, long tt) {
    for (int j = 0; j < floats; j += LANES) {
      load(from, ft + 4L * j).intoMemorySegment(to, tt + 4L * j, ORDER);
    }
  }

  /**
   * Copies fewer floats than a vector has, one by one. Shorter vectors would do it faster, and all
   * else slower: where a second width of vectors is in use, C2 can no longer tell which one a call
   * works on, and puts every vector of every kernel on the heap.
   */
  static void part(int floats, MemorySegment from, long ft, MemorySegment to, long tt) {
    for (int j = 0; j < floats; j++) {
      to.set(FLOAT, tt + 4L * j, from.get(FLOAT, ft + 4L * j));
    }
  }

  /**
   * Writes a matrix transposed.
   *
   * @param rows the rows read, which are the columns written
   * @param cols the columns read, which are the rows written
   * @param scratch two blocks of {@link Registers#LANES} vectors
   */
  static void transpose(
      int rows,
      int cols,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow,
      MemorySegment scratch,
      long st) {
    int wholeRows = rows - rows % LANES;
    int wholeCols = cols - cols % LANES;
    for (int i = 0; i < wholeRows; i += LANES) {
      long fi = ft + i * fRow;
      long ti = tt + 4L * i;
      for (int j = 0; j < wholeCols; j += LANES) {
        block(from, fi + 4L * j, fRow, to, ti + j * tRow, tRow, scratch, st);
      }
    }
    if (wholeCols < cols) {
      floats(
          wholeRows,
          cols - wholeCols,
          from,
          ft + 4L * wholeCols,
          fRow,
          to,
          tt + wholeCols * tRow,
          tRow);
    }
    if (wholeRows < rows) {
      floats(
          rows - wholeRows, cols, from, ft + wholeRows * fRow, fRow, to, tt + 4L * wholeRows, tRow);
    }
  }

  private static void floats(
      int rows,
      int cols,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        to.set(FLOAT, tt + j * tRow + 4L * i, from.get(FLOAT, ft + i * fRow + 4L * j));
      }
    }
  }

  /**
   * A square block of as many vectors as a vector has lanes. Row i is interleaved with the row half
   * a block below it; after as many rounds as the number of lanes has bits, that is the
   * transposition.
   */
  private static void block(
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow,
      MemorySegment scratch,
      long st) {
    long other = st + (long) LANES * BYTES;
    zip(from, ft, fRow, scratch, st, BYTES);
    for (int rounds = ROUNDS - 2; rounds > 0; rounds--) {
      zip(scratch, st, BYTES, scratch, other, BYTES);
      long swap = st;
      st = other;
      other = swap;
    }
    zip(scratch, st, BYTES, to, tt, tRow);
  }

  private static void zip(
      MemorySegment from, long ft, long fRow, MemorySegment to, long tt, long tRow) {
    long half = fRow * (LANES / 2);
    for (int i = 0; i < LANES / 2; i++) {
      FloatVector upper = load(from, ft);
      FloatVector lower = load(from, ft + half);
      upper.rearrange(ZIP_LOW, lower).intoMemorySegment(to, tt, ORDER);
      upper.rearrange(ZIP_HIGH, lower).intoMemorySegment(to, tt + tRow, ORDER);
      ft += fRow;
      tt += 2 * tRow;
    }
  }
}
