package dev.hayate.kernels.vector;

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
    FloatVector best = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      best = best.lanewise(VectorOperators.MAX, Lanes.load(x, offset + (long) i * Float.BYTES));
    }
    if (whole < count) {
      VectorMask<Float> mask = Lanes.first(count - whole);
      FloatVector last = Lanes.load(x, offset + (long) whole * Float.BYTES, mask);
      best = best.lanewise(VectorOperators.MAX, last, mask);
    }
    return best.reduceLanes(VectorOperators.MAX);
  }

  /** {@code sum exp(x - max)}. */
  static float sumOfExponentials(MemorySegment x, long offset, int count, float max) {
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      sum = sum.add(VectorExp.exp(Lanes.load(x, offset + (long) i * Float.BYTES).sub(max)));
    }
    float total = Lanes.sum(sum);
    return whole < count
        ? total + tailOfExponentials(x, offset + (long) whole * Float.BYTES, count - whole, max)
        : total;
  }

  private static float tailOfExponentials(MemorySegment x, long offset, int count, float max) {
    VectorMask<Float> mask = Lanes.first(count);
    FloatVector powers = VectorExp.exp(Lanes.load(x, offset, mask).sub(max));
    return Lanes.sum(FloatVector.zero(Lanes.SPECIES).blend(powers, mask));
  }

  /** {@code y = exp(x - max) * factor}. */
  static void exponentials(
      MemorySegment x, MemorySegment y, long offset, int count, float max, float factor) {
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      long at = offset + (long) i * Float.BYTES;
      Lanes.store(VectorExp.exp(Lanes.load(x, at).sub(max)).mul(factor), y, at);
    }
    if (whole < count) {
      tailExponentials(x, y, offset + (long) whole * Float.BYTES, count - whole, max, factor);
    }
  }

  private static void tailExponentials(
      MemorySegment x, MemorySegment y, long at, int count, float max, float factor) {
    VectorMask<Float> mask = Lanes.first(count);
    Lanes.store(VectorExp.exp(Lanes.load(x, at, mask).sub(max)).mul(factor), y, at, mask);
  }

  /** {@code y = (x - first) - second}. */
  static void subtract(
      MemorySegment x, MemorySegment y, long offset, int count, float first, float second) {
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      long at = offset + (long) i * Float.BYTES;
      Lanes.store(Lanes.load(x, at).sub(first).sub(second), y, at);
    }
    if (whole < count) {
      long at = offset + (long) whole * Float.BYTES;
      VectorMask<Float> mask = Lanes.first(count - whole);
      Lanes.store(Lanes.load(x, at, mask).sub(first).sub(second), y, at, mask);
    }
  }

  /** {@code sum a b}. */
  static float dot(MemorySegment a, MemorySegment b, long offset, int count) {
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      long at = offset + (long) i * Float.BYTES;
      sum = Lanes.load(a, at).fma(Lanes.load(b, at), sum);
    }
    if (whole < count) {
      long at = offset + (long) whole * Float.BYTES;
      VectorMask<Float> mask = Lanes.first(count - whole);
      sum = Lanes.load(a, at, mask).fma(Lanes.load(b, at, mask), sum);
    }
    return Lanes.sum(sum);
  }

  /** {@code sum x}. */
  static float sum(MemorySegment x, long offset, int count) {
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      sum = sum.add(Lanes.load(x, offset + (long) i * Float.BYTES));
    }
    if (whole < count) {
      VectorMask<Float> mask = Lanes.first(count - whole);
      sum = sum.add(Lanes.load(x, offset + (long) whole * Float.BYTES, mask));
    }
    return Lanes.sum(sum);
  }

  /** {@code dx = y (dy - dot)}. */
  static void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float dot) {
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      long at = offset + (long) i * Float.BYTES;
      Lanes.store(Lanes.load(dy, at).sub(dot).mul(Lanes.load(y, at)), dx, at);
    }
    if (whole < count) {
      long at = offset + (long) whole * Float.BYTES;
      VectorMask<Float> mask = Lanes.first(count - whole);
      FloatVector gradient = Lanes.load(dy, at, mask).sub(dot).mul(Lanes.load(y, at, mask));
      Lanes.store(gradient, dx, at, mask);
    }
  }

  /** {@code dx = dy - exp(y) sum}. */
  static void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long offset, int count, float sum) {
    FloatVector minus = FloatVector.broadcast(Lanes.SPECIES, -sum);
    int whole = (int) Lanes.whole(count);
    for (int i = 0; whole > 0 && i < whole; i += Lanes.COUNT) {
      long at = offset + (long) i * Float.BYTES;
      Lanes.store(VectorExp.exp(Lanes.load(y, at)).fma(minus, Lanes.load(dy, at)), dx, at);
    }
    if (whole < count) {
      tailLogSoftmaxGradient(y, dy, dx, offset + (long) whole * Float.BYTES, count - whole, minus);
    }
  }

  private static void tailLogSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long at, int count, FloatVector minus) {
    VectorMask<Float> mask = Lanes.first(count);
    FloatVector softmax = VectorExp.exp(Lanes.load(y, at, mask));
    Lanes.store(softmax.fma(minus, Lanes.load(dy, at, mask)), dx, at, mask);
  }
}
