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
  /** Rows of the left operand from which on the right one is packed, if it is large. */
  private static final int WORTH_PACKING = 128;

  /**
   * The same where its rows begin at the same place of a page, so that its strips share few places
   * of the caches, and are long.
   */
  private static final int WORTH_PACKING_PAGES = 48;

  private static final int PAGE = 4096;

  /** Steps and floats from which on an operand whose rows lie whole pages apart is such a one. */
  private static final int LONG_STRIP = 1024;

  private static final long LARGE_IN_PAGES = 2 * 1024 * 1024;

  /** Floats of the right operand up to which it stays in the first caches, however it is read. */
  private static final long SMALL = 64 * 1024;

  /**
   * The same where every vector of it lies in one line of the caches, and a row of a strip in
   * several, which are fetched together.
   */
  private static final long SMALL_IN_LINES = Registers.THIRTY_TWO ? 512 * 1024 : SMALL;

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

  /**
   * If a product of {@code m} rows is faster with a packed copy of its right operand, the copy
   * included. It is a transposed one's only way.
   *
   * @param bRow bytes between the operand's rows
   */
  static boolean pay(int m, int n, int k, MemorySegment b, long bRow) {
    return (m >= WORTH_PACKING && isLarge(n, k, b, bRow)) || sharesPlaces(m, n, k, bRow);
  }

  private static boolean isLarge(int n, int k, MemorySegment b, long bRow) {
    boolean inLines = (b.address() | bRow) % BYTES == 0;
    return (long) k * n > (inLines ? SMALL_IN_LINES : SMALL);
  }

  private static boolean sharesPlaces(int m, int n, int k, long bRow) {
    return m >= WORTH_PACKING_PAGES
        && bRow % PAGE == 0
        && k >= LONG_STRIP
        && (long) k * n >= LARGE_IN_PAGES;
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
