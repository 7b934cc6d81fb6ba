package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The passes of {@link RowPasses} that have an exponential in them. */
@Apart
final class ExponentialLoops {
  private ExponentialLoops() {}

  static float sumVectors(MemorySegment x, long offset, int vectors, float max) {
    Lanes.meet(x.isNative(), true);
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      sum =
          VectorExp.normal(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).sub(max)).add(sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  static float sumRest(MemorySegment x, long offset, int count, float max) {
    Lanes.meet(x.isNative(), true);
    float[] lanes = Lanes.array();
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      sum =
          VectorExp.normal(
                  lowest
                      .blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask)
                      .sub(max))
              .add(sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  static float storeVectors(MemorySegment x, MemorySegment y, long offset, int vectors, float max) {
    Lanes.meet(x.isNative(), y.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector e =
          VectorExp.normal(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).sub(max));
      e.intoMemorySegment(y, at, ORDER);
      sum = e.add(sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  static float storeRest(MemorySegment x, MemorySegment y, long offset, int count, float max) {
    Lanes.meet(x.isNative(), y.isNative());
    float[] lanes = Lanes.array();
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector e =
          VectorExp.normal(
              lowest
                  .blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask)
                  .sub(max));
      e.intoMemorySegment(y, at, ORDER, mask);
      sum = e.add(sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  static void gradientVectors(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int vectors, float minus) {
    Lanes.meet(y.isNative(), dy.isNative(), dx.isNative());
    FloatVector factor = FloatVector.broadcast(SPECIES, minus);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      VectorExp.normal(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER))
          .fma(factor, FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER))
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  static void gradientRest(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float minus) {
    Lanes.meet(y.isNative(), dy.isNative(), dx.isNative());
    FloatVector factor = FloatVector.broadcast(SPECIES, minus);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      VectorExp.normal(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask))
          .fma(factor, FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask))
          .intoMemorySegment(dx, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }

  /**
   * {@code dx = dy - exp(y) sum dy} of rows that are no longer than a vector: a call for each of
   * them would take as long as the row.
   */
  static void gradientRows(
      MemorySegment y, MemorySegment dy, MemorySegment dx, int rows, int cols) {
    Lanes.meet(y.isNative(), dy.isNative(), dx.isNative());
    float[] lanes = Lanes.array();
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols);
    long at = 0;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector slope = FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask);
      slope.intoArray(lanes, 0);
      VectorExp.normal(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask))
          .fma(FloatVector.broadcast(SPECIES, -Lanes.sum(lanes)), slope)
          .intoMemorySegment(dx, at, ORDER, mask);
      at += (long) cols * Float.BYTES;
    }
  }
}
