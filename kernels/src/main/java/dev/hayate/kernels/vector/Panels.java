package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Packing: a panel is {@link #WIDTH} columns of B, row after row without gaps, so that a
 * micro-kernel reads it as one stream and it stays in the cache while all rows of A pass by. A last
 * panel that is not full is filled up with zeros.
 */
final class Panels {
  /** The columns of a panel: two vectors. */
  static final int WIDTH = 2 * Lanes.COUNT;

  /** The bytes of one row of a panel. */
  static final long ROW_BYTES = (long) WIDTH * Float.BYTES;

  private Panels() {}

  /**
   * Packs rows {@code from} to {@code from + k} of {@code count} columns from column {@code first}.
   *
   * @param stride the bytes between rows of b as it lies in memory
   * @param transposed whether b's columns are its rows in memory
   */
  static void pack(
      MemorySegment b,
      long stride,
      boolean transposed,
      int from,
      int k,
      int first,
      int count,
      MemorySegment panel,
      long offset) {
    if (transposed) {
      packTransposed(b, stride, from, k, first, count, panel, offset);
    } else if (count == WIDTH) {
      long at = from * stride + (long) first * Float.BYTES;
      packRows(b, at, stride, k, panel, offset);
    } else {
      long at = from * stride + (long) first * Float.BYTES;
      packTail(b, at, stride, k, count, panel, offset);
    }
  }

  private static void packRows(
      MemorySegment b, long at, long stride, int k, MemorySegment panel, long offset) {
    long from = at;
    long to = offset;
    for (int p = 0; p < k; p++) {
      Lanes.store(Lanes.load(b, from), panel, to);
      Lanes.store(Lanes.load(b, from + Lanes.BYTES), panel, to + Lanes.BYTES);
      from += stride;
      to += ROW_BYTES;
    }
  }

  private static void packTail(
      MemorySegment b, long at, long stride, int k, int count, MemorySegment panel, long offset) {
    VectorMask<Float> first = Lanes.first(Math.min(count, Lanes.COUNT));
    VectorMask<Float> second = Lanes.first(Math.max(count - Lanes.COUNT, 0));
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    boolean wide = count > Lanes.COUNT;
    long from = at;
    long to = offset;
    for (int p = 0; p < k; p++) {
      Lanes.store(Lanes.load(b, from, first), panel, to);
      FloatVector right = wide ? Lanes.load(b, from + Lanes.BYTES, second) : zero;
      Lanes.store(right, panel, to + Lanes.BYTES);
      from += stride;
      to += ROW_BYTES;
    }
  }

  private static void packTransposed(
      MemorySegment b,
      long stride,
      int from,
      int k,
      int first,
      int count,
      MemorySegment panel,
      long offset) {
    if (count < WIDTH) {
      panel.asSlice(offset, k * ROW_BYTES).fill((byte) 0);
    }
    for (int j = 0; j < count; j++) {
      long source = (first + j) * stride + (long) from * Float.BYTES;
      long target = offset + (long) j * Float.BYTES;
      for (int p = 0; p < k; p++) {
        float value = b.get(ValueLayout.JAVA_FLOAT_UNALIGNED, source);
        panel.set(ValueLayout.JAVA_FLOAT_UNALIGNED, target, value);
        source += Float.BYTES;
        target += ROW_BYTES;
      }
    }
  }
}
