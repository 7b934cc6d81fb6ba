package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * The innermost part of the matrix product: strips of the result, one or two vectors wide, cut into
 * tiles whose sums stay in registers while the whole inner dimension goes by.
 *
 * <p>Every micro-kernel computes {@code c[i][j] = z[i][j] + sum over p of a[i][p] * b[p][j]}, the
 * sum first, in the order of p with one rounding for each step, whatever the tile: so an element
 * does not depend on the tile that it fell into. They share their arguments, all offsets and steps
 * in bytes:
 *
 * <ul>
 *   <li>{@code a, at, aRow, aStep}: the left operand, with the distance between rows and between
 *       steps of the inner dimension. Any of both will do, so one kernel reads rows, a transposed
 *       matrix and packed rows;
 *   <li>{@code b, bt, bStep}: the right operand, whose floats of one step are neighbours;
 *   <li>{@code z, zt, zRow}: what is added to the sums: the result itself to add to it, or with a
 *       distance of zero between rows a bias, or zeros;
 *   <li>{@code c, ct, cRow}: the result.
 * </ul>
 */
final class Tiles {
  /**
   * The vectors in a full strip. Four rows of two are 8 sums, just as many as two pipes need to
   * hide four cycles of latency; taller tiles are too large for C2 to inline, and then box every
   * vector.
   */
  static final int WIDEST = 2;

  private Tiles() {}

  /**
   * A strip of {@code m} rows.
   *
   * @param vectors the strip's width: 1 or 2
   */
  static void strip(
      int vectors,
      int m,
      int k,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    int i = 0;
    while (i < m) {
      int rows = rows(vectors, m - i);
      long ai = at + i * aRow;
      long zi = zt + i * zRow;
      long ci = ct + i * cRow;
      switch (16 * vectors + rows) {
        case 16 * 2 + 4 ->
            Tiles2.rows4(k, a, ai, aRow, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case 16 * 2 + 2 ->
            Tiles2.rows2(k, a, ai, aRow, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case 16 * 2 + 1 ->
            Tiles2.rows1(k, a, ai, aRow, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case 16 + 4 -> Tiles1.rows4(k, a, ai, aRow, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        default -> Tiles1.rows1(k, a, ai, aRow, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
      }
      i += rows;
    }
  }

  /** The rows of the next tile when {@code left} are left. */
  private static int rows(int vectors, int left) {
    return left >= 4 ? 4 : vectors == 2 && left >= 2 ? 2 : 1;
  }
}
