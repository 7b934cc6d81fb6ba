package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarReductions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Sums, moments and maxima; rows shorter than a vector have their maxima one by one. */
final class VectorReductions extends ScalarReductions {
  /** Elements whose squares are added in float32 before they join the sum in double. */
  private static final int BLOCK = 1024;

  /** A sum of squares from here on does not notice those that were too small for float32. */
  private static final float SMALL = 0x1p-100f;

  /** Makes the square of the least number a normal one, and keeps those of a small sum finite. */
  private static final float GROWTH = 0x1p86f;

  @Override
  protected void sumColumns(Tensor x, boolean accumulate, Tensor sums) {
    sums(x.segment(), x.rows(), x.cols(), accumulate, sums.segment());
  }

  @Override
  protected void moments(Tensor x, Tensor mean, Tensor deviation) {
    ColumnMoments.of(x, mean, deviation);
  }

  @Override
  protected void largest(Tensor x, Tensor columns) {
    int cols = x.cols();
    if (cols < Lanes.COUNT) {
      super.largest(x, columns);
      return;
    }
    MemorySegment places = columns.segment();
    for (int row = 0; row < x.rows(); row++) {
      int place = RowMaxima.of(x.segment(), (long) row * cols * Float.BYTES, cols);
      places.set(ValueLayout.JAVA_INT_UNALIGNED, (long) row * Integer.BYTES, place);
    }
  }

  @Override
  protected double squares(Tensor x) {
    MemorySegment data = x.segment();
    double total = 0;
    for (long from = 0; from < x.size(); from += BLOCK) {
      int count = (int) Math.min(BLOCK, x.size() - from);
      long at = from * Float.BYTES;
      float sum = RowPasses.dot(data, at, data, at, count);
      if (sum >= SMALL && sum < Float.POSITIVE_INFINITY) {
        total += sum;
      } else if (sum < SMALL) {
        total += grownSquares(data, at, count) * (1.0 / GROWTH / GROWTH);
      } else {
        total += doubleSquares(data, at, count);
      }
    }
    return total;
  }

  private static float grownSquares(MemorySegment x, long offset, int count) {
    Lanes.meet(x.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = offset;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector grown = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, mask).mul(GROWTH);
      sum = grown.fma(grown, sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  private static double doubleSquares(MemorySegment x, long offset, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double value = x.get(FLOAT, offset + (long) i * Float.BYTES);
      sum += value * value;
    }
    return sum;
  }

  static void sums(MemorySegment x, int rows, int cols, boolean accumulate, MemorySegment sums) {
    int wide = 4 * Lanes.COUNT;
    int col = 0;
    for (; col + wide <= cols; col += wide) {
      sumFour(x, sums, col, rows, cols, accumulate);
    }
    for (; col < cols; col += Lanes.COUNT) {
      sumOne(x, sums, col, rows, cols, accumulate);
    }
  }

  private static void sumFour(
      MemorySegment x, MemorySegment sums, int col, int rows, int cols, boolean accumulate) {
    Lanes.meet(x.isNative(), sums.isNative());
    long at = (long) col * Float.BYTES;
    long step = (long) cols * Float.BYTES;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = accumulate ? FloatVector.fromMemorySegment(SPECIES, sums, at, ORDER) : zero;
    FloatVector s1 =
        accumulate ? FloatVector.fromMemorySegment(SPECIES, sums, at + Lanes.BYTES, ORDER) : zero;
    FloatVector s2 =
        accumulate
            ? FloatVector.fromMemorySegment(SPECIES, sums, at + 2L * Lanes.BYTES, ORDER)
            : zero;
    FloatVector s3 =
        accumulate
            ? FloatVector.fromMemorySegment(SPECIES, sums, at + 3L * Lanes.BYTES, ORDER)
            : zero;
    long from = at;
    for (int row = 0; row < rows; row++) {
      s0 = FloatVector.fromMemorySegment(SPECIES, x, from, ORDER).add(s0);
      s1 = FloatVector.fromMemorySegment(SPECIES, x, from + Lanes.BYTES, ORDER).add(s1);
      s2 = FloatVector.fromMemorySegment(SPECIES, x, from + 2L * Lanes.BYTES, ORDER).add(s2);
      s3 = FloatVector.fromMemorySegment(SPECIES, x, from + 3L * Lanes.BYTES, ORDER).add(s3);
      from += step;
    }
    s0.intoMemorySegment(sums, at, ORDER);
    s1.intoMemorySegment(sums, at + Lanes.BYTES, ORDER);
    s2.intoMemorySegment(sums, at + 2L * Lanes.BYTES, ORDER);
    s3.intoMemorySegment(sums, at + 3L * Lanes.BYTES, ORDER);
  }

  private static void sumOne(
      MemorySegment x, MemorySegment sums, int col, int rows, int cols, boolean accumulate) {
    Lanes.meet(x.isNative(), sums.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, cols - col);
    long at = (long) col * Float.BYTES;
    FloatVector sum =
        accumulate
            ? FloatVector.fromMemorySegment(SPECIES, sums, at, ORDER, mask)
            : FloatVector.zero(SPECIES);
    long from = at;
    for (int row = 0; row < rows; row++) {
      sum = FloatVector.fromMemorySegment(SPECIES, x, from, ORDER, mask).add(sum);
      from += (long) cols * Float.BYTES;
    }
    sum.intoMemorySegment(sums, at, ORDER, mask);
  }
}
