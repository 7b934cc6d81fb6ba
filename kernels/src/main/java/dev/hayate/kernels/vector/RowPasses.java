package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

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

  /** {@code sum exp(x - max)}. */
  static float sumOfExponentials(MemorySegment x, long offset, int count, float max) {
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      sum =
          sum.add(
              VectorExp.exp(
                  lowest
                      .blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask)
                      .sub(max)));
      at += Lanes.BYTES;
    }
    return Lanes.sum(sum);
  }

  /** {@code y = exp(x - max) * factor}. */
  static void exponentials(
      MemorySegment x, MemorySegment y, long offset, int count, float max, float factor) {
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      VectorExp.exp(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask).sub(max))
          .mul(factor)
          .intoMemorySegment(y, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }

  /** {@code y = (x - first) - second}. */
  static void subtract(
      MemorySegment x, MemorySegment y, long offset, int count, float first, float second) {
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
  static float dot(MemorySegment a, MemorySegment b, long offset, int count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      sum =
          FloatVector.fromMemorySegment(SPECIES, a, at, ORDER, mask)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, at, ORDER, mask), sum);
      at += Lanes.BYTES;
    }
    return Lanes.sum(sum);
  }

  /** {@code sum x}. */
  static float sum(MemorySegment x, long offset, int count) {
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

  /** {@code dx = y (dy - dot)}. */
  static void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float dot) {
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
    FloatVector minus = FloatVector.broadcast(SPECIES, -sum);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask = Lanes.first(count, i);
      VectorExp.exp(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask))
          .fma(minus, FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask))
          .intoMemorySegment(dx, at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }
}
