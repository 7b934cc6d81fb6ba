package dev.hayate.kernels.vector;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarReductions;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Column sums, a vector of columns at a time; moments and maxima, which no training step waits for,
 * are the scalar backend's.
 */
final class VectorReductions extends ScalarReductions {
  @Override
  protected void sumColumns(Tensor x, boolean accumulate, Tensor sums) {
    int cols = x.cols();
    int wide = 4 * Lanes.COUNT;
    int col = 0;
    for (; col + wide <= cols; col += wide) {
      sumFour(x.segment(), sums.segment(), col, x.rows(), cols, accumulate);
    }
    for (; col < cols; col += Lanes.COUNT) {
      sumOne(x.segment(), sums.segment(), col, x.rows(), cols, accumulate);
    }
  }

  private static void sumFour(
      MemorySegment x, MemorySegment sums, int col, int rows, int cols, boolean accumulate) {
    long at = (long) col * Float.BYTES;
    long step = (long) cols * Float.BYTES;
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector s0 = accumulate ? Lanes.load(sums, at) : zero;
    FloatVector s1 = accumulate ? Lanes.load(sums, at + Lanes.BYTES) : zero;
    FloatVector s2 = accumulate ? Lanes.load(sums, at + 2L * Lanes.BYTES) : zero;
    FloatVector s3 = accumulate ? Lanes.load(sums, at + 3L * Lanes.BYTES) : zero;
    long from = at;
    for (int row = 0; row < rows; row++) {
      s0 = s0.add(Lanes.load(x, from));
      s1 = s1.add(Lanes.load(x, from + Lanes.BYTES));
      s2 = s2.add(Lanes.load(x, from + 2L * Lanes.BYTES));
      s3 = s3.add(Lanes.load(x, from + 3L * Lanes.BYTES));
      from += step;
    }
    Lanes.store(s0, sums, at);
    Lanes.store(s1, sums, at + Lanes.BYTES);
    Lanes.store(s2, sums, at + 2L * Lanes.BYTES);
    Lanes.store(s3, sums, at + 3L * Lanes.BYTES);
  }

  private static void sumOne(
      MemorySegment x, MemorySegment sums, int col, int rows, int cols, boolean accumulate) {
    VectorMask<Float> mask = Lanes.first(cols - col);
    long at = (long) col * Float.BYTES;
    FloatVector sum = accumulate ? Lanes.load(sums, at, mask) : FloatVector.zero(Lanes.SPECIES);
    long from = at;
    for (int row = 0; row < rows; row++) {
      sum = sum.add(Lanes.load(x, from, mask));
      from += (long) cols * Float.BYTES;
    }
    Lanes.store(sum, sums, at, mask);
  }
}
