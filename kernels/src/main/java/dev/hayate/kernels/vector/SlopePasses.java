package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * PReLU over consecutive elements: of one slope, as the pixels of a channel are, or each of its
 * own, as in a row of features. A tail goes one by one, as in {@link GroupPasses}.
 */
final class SlopePasses {
  private static final FloatVector ZERO = VectorExp.all(0);

  private SlopePasses() {}

  /** {@code y = x} above 0, and {@code slope x} elsewhere. */
  static void bend(MemorySegment x, MemorySegment y, long offset, int count, float slope) {
    Lanes.meet(x.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      value
          .mul(slope)
          .blend(value, value.compare(VectorOperators.GT, ZERO))
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float value = x.get(FLOAT, at);
      y.set(FLOAT, at, value > 0 ? value : slope * value);
    }
  }

  /** The same with a slope for each element. */
  static void bendRow(
      MemorySegment x, MemorySegment y, long offset, MemorySegment slopes, int count) {
    Lanes.meet(x.isNative(), y.isNative(), slopes.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER);
      value
          .mul(FloatVector.fromMemorySegment(SPECIES, slopes, at, ORDER))
          .blend(value, value.compare(VectorOperators.GT, ZERO))
          .intoMemorySegment(y, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float value = x.get(FLOAT, offset + at);
      y.set(FLOAT, offset + at, value > 0 ? value : slopes.get(FLOAT, at) * value);
    }
  }

  /** {@code dx = dy} above 0 and {@code slope dy} elsewhere; returns {@code sum x dy} of those. */
  static float gradient(
      MemorySegment x, MemorySegment dy, MemorySegment dx, long offset, int count, float slope) {
    Lanes.meet(x.isNative(), dy.isNative(), dx.isNative());
    float[] lanes = Lanes.array();
    FloatVector sums = FloatVector.zero(SPECIES);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      FloatVector back = FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER);
      sums = value.mul(back).blend(ZERO, value.compare(VectorOperators.GT, ZERO)).add(sums);
      back.mul(slope)
          .blend(back, value.compare(VectorOperators.GT, ZERO))
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
    sums.intoArray(lanes, 0);
    float sum = Lanes.sum(lanes);
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float value = x.get(FLOAT, at);
      float back = dy.get(FLOAT, at);
      sum += value > 0 ? 0 : value * back;
      dx.set(FLOAT, at, value > 0 ? back : slope * back);
    }
    return sum;
  }

  /** The same with a slope for each element, to which its product is added. */
  static void gradientRow(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long offset,
      MemorySegment slopes,
      MemorySegment sums,
      int count) {
    Lanes.meet(x.isNative(), dy.isNative(), dx.isNative());
    Lanes.meet(slopes.isNative(), sums.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER);
      FloatVector back = FloatVector.fromMemorySegment(SPECIES, dy, offset + at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, sums, at, ORDER)
          .add(value.mul(back).blend(ZERO, value.compare(VectorOperators.GT, ZERO)))
          .intoMemorySegment(sums, at, ORDER);
      back.mul(FloatVector.fromMemorySegment(SPECIES, slopes, at, ORDER))
          .blend(back, value.compare(VectorOperators.GT, ZERO))
          .intoMemorySegment(dx, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float value = x.get(FLOAT, offset + at);
      float back = dy.get(FLOAT, offset + at);
      sums.set(FLOAT, at, sums.get(FLOAT, at) + (value > 0 ? 0 : value * back));
      dx.set(FLOAT, offset + at, value > 0 ? back : slopes.get(FLOAT, at) * back);
    }
  }
}
