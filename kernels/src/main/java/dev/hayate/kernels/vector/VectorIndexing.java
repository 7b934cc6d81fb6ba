package dev.hayate.kernels.vector;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarIndexing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Rows by number: those that are added, a vector at a time. Copies are the JDK's. */
final class VectorIndexing extends ScalarIndexing {
  @Override
  protected void scatter(Tensor y, Tensor rows, int skipped, Tensor table) {
    int cols = y.cols();
    if (cols < Lanes.COUNT) {
      super.scatter(y, rows, skipped, table);
      return;
    }
    MemorySegment from = y.segment();
    MemorySegment to = table.segment();
    long bytes = (long) cols * Float.BYTES;
    for (int i = 0; i < y.rows(); i++) {
      int row = rows.segment().get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES);
      if (row != skipped) {
        VectorArithmetic.add(to, row * bytes, from, i * bytes, to, row * bytes, cols);
      }
    }
  }
}
