package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The innermost part of the matrix product: strips of the result, one to four vectors wide, cut
 * into tiles whose sums stay in registers while the whole inner dimension goes by.
 *
 * <p>Every micro-kernel computes {@code c[i][j] = z[i][j] + sum over p of a[i][p] * b[p][j]}, the
 * sum first, in the order of p with one rounding for each step, whatever the tile: so an element
 * does not depend on the tile that it fell into. They share their arguments, all offsets and steps
 * in bytes:
 *
 * <ul>
 *   <li>{@code a, at, aStep}: the left operand, in a {@link LeftBlock}, and the floats from one
 *       step to the next: always 1, but where C2 can see that, it moves the checks of the loop's
 *       accesses in front of it, in a hundred instructions, which cost more than short loops win;
 *   <li>{@code b, bt, bStep}: the right operand, whose floats of one step are neighbours;
 *   <li>{@code z, zt, zRow}: what is added to the sums: the result itself to add to it, or with a
 *       distance of zero between rows a bias, or zeros;
 *   <li>{@code c, ct, cRow}: the result.
 * </ul>
 */
final class Tiles {
  /** The vectors in a full strip: as many as the registers allow with six rows. */
  static final int WIDEST = Registers.THIRTY_TWO ? 4 : 2;

  /**
   * The rows of the highest tiles four vectors wide. They write their sums, and what is to be added
   * to them is added by another method: C1, through which code passes on its way to C2, gives up on
   * one with as many vectors as both would need.
   */
  static final int HIGHEST = 6;

  /** What is added where nothing is. */
  static final MemorySegment ZEROS = Arena.global().allocate(WIDEST * BYTES, BYTES);

  /** Steps from which on checks in front of a loop over one row cost less than those in it. */
  private static final int LONG = 512;

  /** More than the rows of any tile: so a tile is chosen by one number. */
  private static final int WIDTH = 32;

  private Tiles() {}

  /**
   * A strip of {@code m} rows.
   *
   * @param vectors the strip's width: 1, 2 or 4
   * @param at the first step, which is the number of floats before it in each row
   */
  static void strip(
      int vectors,
      int m,
      int k,
      LeftBlock left,
      int at,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    float[] a = left.values;
    int aStep = left.step;
    if (m == 1 && vectors == 4 && k >= LONG && bStep == 4 * BYTES) {
      Tiles4.packedRow(k, a, at, b, bt, z, zt, c, ct);
      return;
    }
    int i = 0;
    while (i < m) {
      int rows = rows(vectors, m - i);
      int ai = at + i * LeftBlock.PITCH;
      long zi = zt + i * zRow;
      long ci = ct + i * cRow;
      switch (WIDTH * vectors + rows) {
        case WIDTH * 4 + 6 -> {
          if (z == ZEROS) {
            Tiles4.rows6(k, a, ai, aStep, b, bt, bStep, c, ci, cRow);
          } else {
            Tiles4.rows6(k, a, ai, aStep, b, bt, bStep, left.tile, 0, 4 * BYTES);
            Tiles4.add(rows, left.tile, z, zi, zRow, c, ci, cRow);
          }
        }
        case WIDTH * 4 + 4 -> Tiles4.rows4(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 4 + 2 -> Tiles4.rows2(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 4 + 1 -> Tiles4.rows1(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 2 + 8 -> Tiles2.rows8(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 2 + 5 -> Tiles2.rows5(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 2 + 4 -> Tiles2.rows4(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 2 + 2 -> Tiles2.rows2(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH * 2 + 1 -> Tiles2.rows1(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH + 16 -> Tiles1.rows16(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH + 8 -> Tiles1.rows8(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        case WIDTH + 4 -> Tiles1.rows4(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
        default -> Tiles1.rows1(k, a, ai, aStep, b, bt, bStep, z, zi, zRow, c, ci, cRow);
      }
      i += rows;
    }
  }

  /** The rows of the next tile when {@code left} are left: as few low tiles as can be. */
  private static int rows(int vectors, int left) {
    int most =
        switch (vectors) {
          case 4 -> HIGHEST;
          case 2 -> Registers.THIRTY_TWO ? 8 : 5;
          default -> Registers.THIRTY_TWO ? 16 : 8;
        };
    boolean leavesLow = (left == 6 && most == 5) || (left == 8 && most < 8);
    if (left >= most && !leavesLow) {
      return most;
    }
    if (vectors == 1 && left >= 8) {
      return 8;
    }
    return left >= 4 ? 4 : left >= 2 && vectors > 1 ? 2 : 1;
  }
}
