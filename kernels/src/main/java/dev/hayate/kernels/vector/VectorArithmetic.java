package dev.hayate.kernels.vector;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Sums, multiples and copies, a vector at a time. */
final class VectorArithmetic extends Arithmetic {
  @Override
  protected void sum(Tensor a, Tensor b, Tensor y) {
    add(a.segment(), 0, b.segment(), 0, y.segment(), 0, a.size());
  }

  static void add(
      MemorySegment a,
      long aOffset,
      MemorySegment b,
      long bOffset,
      MemorySegment y,
      long yOffset,
      long count) {
    long whole = Lanes.whole(count);
    for (long i = 0; i < whole; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      Lanes.store(Lanes.load(a, aOffset + at).add(Lanes.load(b, bOffset + at)), y, yOffset + at);
    }
    if (whole < count) {
      long at = whole * Float.BYTES;
      VectorMask<Float> mask = Lanes.first((int) (count - whole));
      FloatVector sum = Lanes.load(a, aOffset + at, mask).add(Lanes.load(b, bOffset + at, mask));
      Lanes.store(sum, y, yOffset + at, mask);
    }
  }

  @Override
  protected void multiple(float factor, Tensor x, Tensor y) {
    multiply(factor, x.segment(), y.segment(), x.size());
  }

  private static void multiply(float factor, MemorySegment x, MemorySegment y, long count) {
    long whole = Lanes.whole(count);
    for (long i = 0; i < whole; i += Lanes.COUNT) {
      Lanes.store(Lanes.load(x, i * Float.BYTES).mul(factor), y, i * Float.BYTES);
    }
    if (whole < count) {
      VectorMask<Float> mask = Lanes.first((int) (count - whole));
      FloatVector product = Lanes.load(x, whole * Float.BYTES, mask).mul(factor);
      Lanes.store(product, y, whole * Float.BYTES, mask);
    }
  }

  @Override
  protected void set(float value, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
      fillRow(value, y.segment(), (long) row * y.stride() * Float.BYTES, y.cols());
    }
  }

  private static void fillRow(float value, MemorySegment y, long offset, int count) {
    FloatVector vector = FloatVector.broadcast(Lanes.SPECIES, value);
    long whole = Lanes.whole(count);
    for (long i = 0; i < whole; i += Lanes.COUNT) {
      Lanes.store(vector, y, offset + i * Float.BYTES);
    }
    if (whole < count) {
      Lanes.store(vector, y, offset + whole * Float.BYTES, Lanes.first((int) (count - whole)));
    }
  }

  @Override
  protected void transfer(Tensor x, boolean accumulate, Tensor y) {
    MemorySegment from = x.segment();
    MemorySegment to = y.segment();
    for (int row = 0; row < x.rows(); row++) {
      long fromOffset = (long) row * x.stride() * Float.BYTES;
      long toOffset = (long) row * y.stride() * Float.BYTES;
      if (accumulate) {
        add(to, toOffset, from, fromOffset, to, toOffset, x.cols());
      } else {
        MemorySegment.copy(from, fromOffset, to, toOffset, (long) x.cols() * Float.BYTES);
      }
    }
  }
}
