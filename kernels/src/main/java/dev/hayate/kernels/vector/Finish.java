package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * The part of an epilogue that the sums could not begin with, over a part of the result that is
 * still in the innermost cache. Offsets are in bytes.
 */
final class Finish {
  private Finish() {}

  /** Adds a bias to every row. */
  static void bias(
      int rows, int cols, MemorySegment bias, long bt, MemorySegment c, long ct, long cRow) {
    for (int i = 0; i < rows; i++) {
      VectorArithmetic.add(c, ct, bias, bt, c, ct, cols);
      ct += cRow;
    }
  }

  /** Applies an activation to every element. */
  static void activation(
      ActivationLoop loop, int rows, int cols, MemorySegment c, long ct, long cRow) {
    if (cRow == 4L * cols) {
      loop.forward(c, ct, c, ct, (long) rows * cols);
      return;
    }
    for (int i = 0; i < rows; i++) {
      loop.forward(c, ct, c, ct, cols);
      ct += cRow;
    }
  }
}
