package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** What becomes of random numbers: whole ones below 2^24, from the beginning of scratch memory. */
final class PhiloxPasses {
  private PhiloxPasses() {}

  /** {@code y = (number / 2^24) range + low}. */
  static void spread(
      MemorySegment numbers, MemorySegment y, long offset, int count, float low, float range) {
    Lanes.meet(numbers.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, numbers, at, ORDER)
          .mul(0x1p-24f)
          .mul(range)
          .add(low)
          .intoMemorySegment(y, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, numbers, at, ORDER)
          .mul(0x1p-24f)
          .mul(range)
          .add(low)
          .intoMemorySegment(y, offset + at, ORDER, mask);
    }
  }

  /** {@code y = 0} where the number is below the threshold, and {@code x scale} elsewhere. */
  static void drop(
      MemorySegment numbers,
      MemorySegment x,
      MemorySegment y,
      long offset,
      int count,
      float threshold,
      float scale) {
    Lanes.meet(numbers.isNative(), x.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector number = FloatVector.fromMemorySegment(SPECIES, numbers, at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
          .mul(scale)
          .blend(0f, number.compare(VectorOperators.LT, threshold))
          .intoMemorySegment(y, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector number = FloatVector.fromMemorySegment(SPECIES, numbers, at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER, mask)
          .mul(scale)
          .blend(0f, number.compare(VectorOperators.LT, threshold))
          .intoMemorySegment(y, offset + at, ORDER, mask);
    }
  }
}
