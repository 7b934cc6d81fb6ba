package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Single passes over a row, of which softmax, log-softmax, cross entropy and normalisation are
 * made.
 */
final class RowPasses {
  private RowPasses() {}

  /**
   * The largest element, or NaN; a NaN in whole groups of four vectors is passed over, and comes
   * back through its exponential. Negative infinity without elements.
   */
  static float max(MemorySegment x, long offset, int count) {
    int fours = Lanes.vectors(count) / 4;
    float max = fours > 0 ? maxOfFours(x, offset, fours) : Float.NEGATIVE_INFINITY;
    int done = 4 * fours * Lanes.COUNT;
    return done < count
        ? Math.max(max, maxOfRest(x, offset + (long) done * Float.BYTES, count - done))
        : max;
  }

  private static float maxOfFours(MemorySegment x, long offset, int fours) {
    Lanes.meet(x.isNative(), true);
    FloatVector best0 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector best1 = best0;
    FloatVector best2 = best0;
    FloatVector best3 = best0;
    long at = offset;
    for (int i = 0; fours > 0 && i < fours; i++) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, x, at + Lanes.BYTES, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, x, at + 2L * Lanes.BYTES, ORDER);
      FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, x, at + 3L * Lanes.BYTES, ORDER);
      best0 = best0.blend(x0, x0.compare(VectorOperators.GT, best0));
      best1 = best1.blend(x1, x1.compare(VectorOperators.GT, best1));
      best2 = best2.blend(x2, x2.compare(VectorOperators.GT, best2));
      best3 = best3.blend(x3, x3.compare(VectorOperators.GT, best3));
      at += 4L * Lanes.BYTES;
    }
    best0 = best0.blend(best1, best1.compare(VectorOperators.GT, best0));
    best2 = best2.blend(best3, best3.compare(VectorOperators.GT, best2));
    return best0
        .blend(best2, best2.compare(VectorOperators.GT, best0))
        .reduceLanes(VectorOperators.MAX);
  }

  private static float maxOfRest(MemorySegment x, long offset, int count) {
    Lanes.meet(x.isNative(), true);
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector best = lowest;
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      best =
          best.lanewise(
              VectorOperators.MAX,
              lowest.blend(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask), mask));
      at += Lanes.BYTES;
    }
    return best.reduceLanes(VectorOperators.MAX);
  }

  /** {@code sum exp(x - max)}, for a max that no number exceeds. */
  static float sumOfExponentials(MemorySegment x, long offset, int count, float max) {
    int vectors = Lanes.vectors(count) / 4 * 4;
    float sum = vectors > 0 ? ExponentialLoops.sumVectors(x, offset, vectors, max) : 0;
    int left = count - vectors * Lanes.COUNT;
    long done = offset + (long) vectors * Lanes.BYTES;
    return left > 0 ? sum + ExponentialLoops.sumRest(x, done, left, max) : sum;
  }

  /** {@code y = exp(x - max)}, for a max that no number exceeds, and the sum of it. */
  static float exponentials(MemorySegment x, MemorySegment y, long offset, int count, float max) {
    int vectors = Lanes.vectors(count) / 4 * 4;
    float sum = vectors > 0 ? ExponentialLoops.storeVectors(x, y, offset, vectors, max) : 0;
    int left = count - vectors * Lanes.COUNT;
    long done = offset + (long) vectors * Lanes.BYTES;
    return left > 0 ? sum + ExponentialLoops.storeRest(x, y, done, left, max) : sum;
  }

  /** {@code y = y factor}. */
  static void scale(MemorySegment y, long offset, int count, float factor) {
    Lanes.meet(y.isNative(), true);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, y, at, ORDER)
          .mul(factor)
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask)
          .mul(factor)
          .intoMemorySegment(y, at, ORDER, mask);
    }
  }

  /** {@code y = (x - first) - second}. */
  static void subtract(
      MemorySegment x, MemorySegment y, long offset, int count, float first, float second) {
    Lanes.meet(x.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, at, ORDER)
          .sub(first)
          .sub(second)
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask)
          .sub(first)
          .sub(second)
          .intoMemorySegment(y, at, ORDER, mask);
    }
  }

  /** {@code sum a b}. */
  static float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int count) {
    int fours = Lanes.vectors(count) / 4;
    float sum = fours > 0 ? dotOfFours(a, aOffset, b, bOffset, fours) : 0;
    int done = 4 * fours * Lanes.COUNT;
    long from = (long) done * Float.BYTES;
    return done < count ? sum + dotOfRest(a, aOffset + from, b, bOffset + from, count - done) : sum;
  }

  private static float dotOfFours(
      MemorySegment a, long aOffset, MemorySegment b, long bOffset, int fours) {
    Lanes.meet(a.isNative(), b.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    long x = aOffset;
    long y = bOffset;
    for (int i = 0; fours > 0 && i < fours; i++) {
      sum0 =
          FloatVector.fromMemorySegment(SPECIES, a, x, ORDER)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, y, ORDER), sum0);
      sum1 =
          FloatVector.fromMemorySegment(SPECIES, a, x + Lanes.BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, y + Lanes.BYTES, ORDER), sum1);
      sum2 =
          FloatVector.fromMemorySegment(SPECIES, a, x + 2L * Lanes.BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, y + 2L * Lanes.BYTES, ORDER), sum2);
      sum3 =
          FloatVector.fromMemorySegment(SPECIES, a, x + 3L * Lanes.BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, y + 3L * Lanes.BYTES, ORDER), sum3);
      x += 4L * Lanes.BYTES;
      y += 4L * Lanes.BYTES;
    }
    sum0.add(sum1).add(sum2.add(sum3)).intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  private static float dotOfRest(
      MemorySegment a, long aOffset, MemorySegment b, long bOffset, int count) {
    Lanes.meet(a.isNative(), b.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = 0;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      sum =
          FloatVector.fromMemorySegment(SPECIES, a, aOffset + at, ORDER, mask)
              .fma(FloatVector.fromMemorySegment(SPECIES, b, bOffset + at, ORDER, mask), sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  /** {@code sum x}. */
  static float sum(MemorySegment x, long offset, int count) {
    int fours = Lanes.vectors(count) / 4;
    float sum = fours > 0 ? sumOfFours(x, offset, fours) : 0;
    int done = 4 * fours * Lanes.COUNT;
    return done < count
        ? sum + sumOfRest(x, offset + (long) done * Float.BYTES, count - done)
        : sum;
  }

  private static float sumOfFours(MemorySegment x, long offset, int fours) {
    Lanes.meet(x.isNative(), true);
    float[] lanes = Lanes.array();
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    long at = offset;
    for (int i = 0; fours > 0 && i < fours; i++) {
      sum0 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).add(sum0);
      sum1 = FloatVector.fromMemorySegment(SPECIES, x, at + Lanes.BYTES, ORDER).add(sum1);
      sum2 = FloatVector.fromMemorySegment(SPECIES, x, at + 2L * Lanes.BYTES, ORDER).add(sum2);
      sum3 = FloatVector.fromMemorySegment(SPECIES, x, at + 3L * Lanes.BYTES, ORDER).add(sum3);
      at += 4L * Lanes.BYTES;
    }
    sum0.add(sum1).add(sum2.add(sum3)).intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  private static float sumOfRest(MemorySegment x, long offset, int count) {
    Lanes.meet(x.isNative(), true);
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      sum = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask).add(sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  /** {@code sum (x - center)^2}. */
  static float squares(MemorySegment x, long offset, int count, float center) {
    int fours = Lanes.vectors(count) / 4;
    float sum = fours > 0 ? squaresOfFours(x, offset, fours, center) : 0;
    int done = 4 * fours * Lanes.COUNT;
    return done < count
        ? sum + squaresOfRest(x, offset + (long) done * Float.BYTES, count - done, center)
        : sum;
  }

  private static float squaresOfFours(MemorySegment x, long offset, int fours, float center) {
    Lanes.meet(x.isNative(), true);
    float[] lanes = Lanes.array();
    FloatVector centers = FloatVector.broadcast(SPECIES, center);
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    long at = offset;
    for (int i = 0; fours > 0 && i < fours; i++) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).sub(centers);
      FloatVector x1 =
          FloatVector.fromMemorySegment(SPECIES, x, at + Lanes.BYTES, ORDER).sub(centers);
      FloatVector x2 =
          FloatVector.fromMemorySegment(SPECIES, x, at + 2L * Lanes.BYTES, ORDER).sub(centers);
      FloatVector x3 =
          FloatVector.fromMemorySegment(SPECIES, x, at + 3L * Lanes.BYTES, ORDER).sub(centers);
      sum0 = x0.fma(x0, sum0);
      sum1 = x1.fma(x1, sum1);
      sum2 = x2.fma(x2, sum2);
      sum3 = x3.fma(x3, sum3);
      at += 4L * Lanes.BYTES;
    }
    sum0.add(sum1).add(sum2.add(sum3)).intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  private static float squaresOfRest(MemorySegment x, long offset, int count, float center) {
    Lanes.meet(x.isNative(), true);
    float[] lanes = Lanes.array();
    FloatVector sums = FloatVector.zero(SPECIES);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector centred = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).sub(center);
      sums = centred.fma(centred, sums);
      at += Lanes.BYTES;
    }
    sums.intoArray(lanes, 0);
    float sum = Lanes.sum(lanes);
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
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER)
          .sub(dot)
          .mul(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER))
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask)
          .sub(dot)
          .mul(FloatVector.fromMemorySegment(SPECIES, y, at, ORDER, mask))
          .intoMemorySegment(dx, at, ORDER, mask);
    }
  }

  /** {@code dx = dy - exp(y) sum}. */
  static void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float sum) {
    int vectors = Lanes.vectors(count) / 4 * 4;
    if (vectors > 0) {
      ExponentialLoops.gradientVectors(y, dy, dx, offset, vectors, -sum);
    }
    int left = count - vectors * Lanes.COUNT;
    if (left > 0) {
      long done = offset + (long) vectors * Lanes.BYTES;
      ExponentialLoops.gradientRest(y, dy, dx, done, left, -sum);
    }
  }
}
