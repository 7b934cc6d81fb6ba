package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Single passes over a row, of which softmax, log-softmax and cross entropy are made. Each is a
 * small method of its own: in one large method the compiler stops inlining and boxes the vectors.
 */
final class RowPasses {
  private RowPasses() {}

  /** The largest element; NaN if there is one. */
  static float max(MemorySegment x, long offset, int count) {
    Lanes.meet(x.isNative(), true);
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector best = lowest;
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      best =
          best.lanewise(
              VectorOperators.MAX,
              lowest.blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask));
      at += Lanes.BYTES;
    }
    return best.reduceLanes(VectorOperators.MAX);
  }

  /** {@code sum exp(x - max)}, for a max that none exceeds. */
  static float sumOfExponentials(MemorySegment x, long offset, int count, float max) {
    Lanes.meet(x.isNative(), true);
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      sum =
          sum.add(
              VectorExp.normal(
                  lowest
                      .blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask)
                      .sub(max)));
      at += Lanes.BYTES;
    }
    return Lanes.sum(sum);
  }

  /** {@code y = exp(x - max)}, for a max that none exceeds, and the sum of it. */
  static float exponentials(MemorySegment x, MemorySegment y, long offset, int count, float max) {
    Lanes.meet(x.isNative(), y.isNative());
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      FloatVector e =
          VectorExp.normal(
              lowest
                  .blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask)
                  .sub(max));
      e.intoMemorySegment(y, at, ORDER, mask);
      sum = sum.add(e);
      at += Lanes.BYTES;
    }
    return Lanes.sum(sum);
  }

  /** {@code y = y factor}. */
  static void scale(MemorySegment y, long offset, int count, float factor) {
    Lanes.meet(y.isNative(), true);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask)
          .mul(factor)
          .intoMemorySegment(y, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }

  /** {@code y = (x - first) - second}. */
  static void subtract(
      MemorySegment x, MemorySegment y, long offset, int count, float first, float second) {
    Lanes.meet(x.isNative(), y.isNative());
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask)
          .sub(first)
          .sub(second)
          .intoMemorySegment(y, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }

  /** {@code sum a b}. */
  static float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int count) {
    Lanes.meet(a.isNative(), b.isNative());
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = 0;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      sum =
          FloatVector.fromMemorySegment(SPECIES, a, aOffset + at, ORDER, mask)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, bOffset + at, ORDER, mask), sum);
      at += Lanes.BYTES;
    }
    return Lanes.sum(sum);
  }

  /** {@code sum x}. */
  static float sum(MemorySegment x, long offset, int count) {
    Lanes.meet(x.isNative(), true);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      sum = sum.add(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask));
      at += Lanes.BYTES;
    }
    return Lanes.sum(sum);
  }

  /** {@code sum (x - center)^2}. */
  static float squares(MemorySegment x, long offset, int count, float center) {
    Lanes.meet(x.isNative(), true);
    FloatVector sums = FloatVector.zero(SPECIES);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector centred = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).sub(center);
      sums = centred.fma(centred, sums);
      at += Lanes.BYTES;
    }
    float sum = Lanes.sum(sums);
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float centred = x.get(FLOAT, at) - center;
      sum = Math.fma(centred, centred, sum);
    }
    return sum;
  }

  /** {@code dx = y (dy - dot)}. */
  static void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float dot) {
    Lanes.meet(y.isNative(), dy.isNative(), dx.isNative());
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask)
          .sub(dot)
          .mul(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask))
          .intoMemorySegment(dx, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }

  /** {@code dx = dy - exp(y) sum}. */
  static void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float sum) {
    Lanes.meet(y.isNative(), dy.isNative(), dx.isNative());
    FloatVector minus = FloatVector.broadcast(SPECIES, -sum);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      VectorExp.normal(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask))
          .fma(minus, FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask))
          .intoMemorySegment(dx, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }
}
