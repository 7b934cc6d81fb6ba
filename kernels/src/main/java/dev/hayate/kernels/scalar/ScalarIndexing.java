package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;

/** Rows by number, one copy of memory each. */
public final class ScalarIndexing extends Indexing {
  /** Stateless. */
  public ScalarIndexing() {}

  @Override
  protected void gather(Tensor table, Tensor rows, Tensor y) {
    long bytes = (long) y.cols() * y.type().bytes();
    MemorySegment from = table.segment();
    MemorySegment to = y.segment();
    for (int i = 0; i < y.rows(); i++) {
      MemorySegment.copy(from, Elements.getInt(rows, i) * bytes, to, i * bytes, bytes);
    }
  }
}
