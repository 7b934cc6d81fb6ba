package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;

import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A right operand in the order in which the product reads it: strip by strip, each as wide as its
 * tiles, and within a strip row by row without gaps. The last strip is filled up to a whole vector
 * with anything.
 */
final class PackedStrips extends PackedMatrix {
  /**
   * The strips, one after the other: the one of column j begins j times {@link #rows()} floats in.
   */
  final MemorySegment strips;

  PackedStrips(Tensor b, boolean transpose, Arena arena) {
    super(transpose ? b.cols() : b.rows(), transpose ? b.rows() : b.cols());
    strips = arena.allocate(size(rows(), cols()), Tensor.ALIGNMENT);
    if (b.size() == 0) {
      return;
    }
    pack(rows(), cols(), b.segment(), 0, 4L * b.stride(), transpose, strips);
  }

  /** The bytes that a matrix takes. */
  static long size(int rows, int cols) {
    long vectors = ((long) cols + LANES - 1) / LANES;
    return rows * vectors * BYTES;
  }

  /**
   * Packs a matrix or a part of one.
   *
   * @param from of {@code rows} by {@code cols}, or the other way round if {@code transpose}
   * @param fRow bytes between rows of from
   * @param to the strips, from its beginning
   */
  static void pack(
      int rows,
      int cols,
      MemorySegment from,
      long ft,
      long fRow,
      boolean transpose,
      MemorySegment to) {
    for (int j = 0; j < cols; ) {
      int vectors = Blocks.vectors(cols - j);
      int width = Math.max(vectors, 1) * LANES;
      int real = Math.min(width, cols - j);
      long tt = 4L * j * rows;
      if (transpose) {
        Transposition.write(real, rows, from, ft + j * fRow, fRow, to, tt, 4L * width);
      } else if (real < width) {
        Copies.filled(rows, real, from, ft + 4L * j, fRow, to, tt, 4L * width);
      } else {
        Copies.rows(rows, width, from, ft + 4L * j, fRow, to, tt, 4L * width);
      }
      j += width;
    }
  }
}
