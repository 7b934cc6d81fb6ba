package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarArithmetic;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Sums, products, multiples, bounds and copies, a vector at a time. */
final class VectorArithmetic extends ScalarArithmetic {
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
    Lanes.meet(a.isNative(), b.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, a, aOffset + at, ORDER)
          .add(FloatVector.fromMemorySegment(SPECIES, b, bOffset + at, ORDER))
          .intoMemorySegment(y, yOffset + at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, a, aOffset + at, ORDER, mask)
          .add(FloatVector.fromMemorySegment(SPECIES, b, bOffset + at, ORDER, mask))
          .intoMemorySegment(y, yOffset + at, ORDER, mask);
    }
  }

  @Override
  protected void multiple(float factor, Tensor x, Tensor y) {
    multiply(factor, x.segment(), y.segment(), x.size());
  }

  private static void multiply(float factor, MemorySegment x, MemorySegment y, long count) {
    Lanes.meet(x.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, at, ORDER)
          .mul(factor)
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask)
          .mul(factor)
          .intoMemorySegment(y, at, ORDER, mask);
    }
  }

  @Override
  protected void set(float value, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
      fillRow(value, y.segment(), (long) row * y.stride() * Float.BYTES, y.cols());
    }
  }

  private static void fillRow(float value, MemorySegment y, long offset, int count) {
    Lanes.meet(y.isNative());
    FloatVector vector = FloatVector.broadcast(SPECIES, value);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      vector.intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      vector.intoMemorySegment(y, at, ORDER, mask);
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

  @Override
  protected void product(Tensor a, Tensor b, Tensor y) {
    multiply(a.segment(), 0, b.segment(), y.segment(), a.size());
  }

  @Override
  protected void productByRow(Tensor x, Tensor row, Tensor y) {
    long bytes = (long) x.cols() * Float.BYTES;
    for (int i = 0; i < x.rows(); i++) {
      multiply(x.segment(), i * bytes, row.segment(), y.segment(), x.cols());
    }
  }

  @Override
  protected void sumByRow(Tensor x, Tensor row, Tensor y) {
    long bytes = (long) x.cols() * Float.BYTES;
    for (int i = 0; i < x.rows(); i++) {
      long at = i * bytes;
      add(x.segment(), at, row.segment(), 0, y.segment(), at, x.cols());
    }
  }

  /** {@code y = a b}, for an a and a y that begin at {@code offset} and a b that does not. */
  private static void multiply(
      MemorySegment a, long offset, MemorySegment b, MemorySegment y, long count) {
    Lanes.meet(a.isNative(), b.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, a, offset + at, ORDER)
          .mul(FloatVector.fromMemorySegment(SPECIES, b, at, ORDER))
          .intoMemorySegment(y, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector.fromMemorySegment(SPECIES, a, offset + at, ORDER, mask)
          .mul(FloatVector.fromMemorySegment(SPECIES, b, at, ORDER, mask))
          .intoMemorySegment(y, offset + at, ORDER, mask);
    }
  }

  @Override
  protected void bound(Tensor x, float low, float high, Tensor y) {
    clamp(x.segment(), low, high, y.segment(), x.size());
  }

  /** A NaN is neither below nor above, and stays. */
  private static void clamp(MemorySegment x, float low, float high, MemorySegment y, long count) {
    Lanes.meet(x.isNative(), y.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      value
          .blend(low, value.compare(VectorOperators.LT, low))
          .blend(high, value.compare(VectorOperators.GT, high))
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask);
      value
          .blend(low, value.compare(VectorOperators.LT, low))
          .blend(high, value.compare(VectorOperators.GT, high))
          .intoMemorySegment(y, at, ORDER, mask);
    }
  }
}
