package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Where the largest element of a row is: once it is known how large that is, the first one that is
 * not less. That may be a NaN, which is less than nothing, and else the rest may have one.
 */
final class RowMaxima {
  private RowMaxima() {}

  /**
   * The place of the first NaN, or else of the first element that none exceeds.
   *
   * @param count at least one
   */
  static int of(MemorySegment x, long offset, int count) {
    float max = RowPasses.max(x, offset, count);
    // Nothing is less than a NaN, but then there is one, and the first of these comes first.
    int place = Float.isNaN(max) ? 0 : firstNotBelow(x, offset, count, max);
    int nan = firstNan(x, offset, place, count);
    return nan < count ? nan : place;
  }

  /** There is one: if not a NaN, then an element that is {@code max}. */
  private static int firstNotBelow(MemorySegment x, long offset, int count, float max) {
    Lanes.meet(x.isNative(), true);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      VectorMask<Float> below =
          FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).compare(VectorOperators.LT, max);
      if (!below.allTrue()) {
        return i * Lanes.COUNT + below.not().firstTrue();
      }
      at += Lanes.BYTES;
    }
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
    VectorMask<Float> below =
        FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask).compare(VectorOperators.LT, max);
    return vectors * Lanes.COUNT + mask.andNot(below).firstTrue();
  }

  /** The place of the first NaN from {@code place}'s vector on, or at least {@code count}. */
  private static int firstNan(MemorySegment x, long offset, int place, int count) {
    Lanes.meet(x.isNative(), true);
    int vectors = Lanes.vectors(count);
    int first = place / Lanes.COUNT;
    long at = offset + (long) first * Lanes.BYTES;
    for (int i = first; vectors > 0 && i < vectors; i++) {
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      VectorMask<Float> nan = value.compare(VectorOperators.NE, value);
      if (nan.anyTrue()) {
        return i * Lanes.COUNT + nan.firstTrue();
      }
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) == 0) {
      return count;
    }
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
    FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask);
    VectorMask<Float> nan = value.compare(VectorOperators.NE, value);
    return nan.anyTrue() ? vectors * Lanes.COUNT + nan.firstTrue() : count;
  }
}
