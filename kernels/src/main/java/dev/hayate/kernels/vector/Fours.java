package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorShuffle;

/**
 * The product of many rows by a few columns, such as the classes that an output layer tells apart.
 *
 * <p>A vector of 16 columns would be empty where there are ten. So here it holds four columns by
 * four steps: in lane {@code 4 q + j} of vector v the terms of column {@code 4 v + j} are added up,
 * of every step whose number, divided by 4, has the rest q when it is divided by 4. Ten columns are
 * three vectors that are five sixths full. In the end the four parts of each sum are added up, the
 * first to the third and the second to the fourth, and the vectors of a row merge into one.
 */
final class Fours {
  /** If this is how narrow products are made: the tiles are written for vectors of 16. */
  private static final boolean TILES = LANES == 16;

  /** Columns from which on this is better than dots, and up to which it is better than tiles. */
  private static final int LEAST_COLS = 3;

  private static final int MOST_COLS = 12;

  /** Rows from which on it pays to pack the columns. */
  private static final int LEAST_ROWS = 16;

  /** Steps from which on dots are better for as few columns as a vector holds. */
  private static final int LONG = 256;

  /** Columns of a vector, steps of one, and rows of a tile. */
  static final int SIDE = 4;

  /** The rows whose sums are kept at a time, which should stay in the first cache. */
  private static final int ROWS = 32;

  /**
   * Where the sums begin in the array whose beginning the packed columns fill, with room between.
   */
  private static final int SUMS = Blocks.MOST_STEPS * MOST_COLS + SIDE * LANES;

  /**
   * The third and the fourth quarter of a vector. A mask made from a number stays in a register.
   */
  static final long UPPER_8 = 0xff00;

  /** The second and the fourth quarter. */
  static final long UPPER_4 = 0xf0f0;

  /** Every second lane. */
  static final long ODD = 0xaaaa;

  /** Copies one number of each quarter of a vector to the other three. */
  static final VectorShuffle<Float> COPY_0 = copy(0);

  static final VectorShuffle<Float> COPY_1 = copy(1);
  static final VectorShuffle<Float> COPY_2 = copy(2);
  static final VectorShuffle<Float> COPY_3 = copy(3);

  private Fours() {}

  private static VectorShuffle<Float> copy(int number) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane / SIDE * SIDE + number) % SPECIES.length());
  }

  /**
   * If a product of this size is made here. Where one vector holds all columns, as many shuffles go
   * with the multiply-adds, and in the long run dots are faster.
   */
  static boolean suit(int m, int n, int k, boolean bTransposed) {
    boolean dots = bTransposed && n <= SIDE && k >= LONG;
    return TILES && m >= LEAST_ROWS && n >= LEAST_COLS && n <= MOST_COLS && k >= LANES && !dots;
  }

  /**
   * Some steps of some rows of the result. Offsets and distances are in bytes.
   *
   * <p>If a has no whole tiles of rows, the last one also takes rows that were there before.
   *
   * @param m at least as many as in a tile, or a has more rows before the first
   * @param z what is added: the result itself, a row of biases, or nothing, which is {@link
   *     Tiles#ZEROS}
   * @param zRow zero for a row of biases
   */
  static void product(
      int m,
      int n,
      int k,
      MemorySegment a,
      long at,
      long aRow,
      MemorySegment b,
      long bt,
      long bRow,
      boolean bTransposed,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow,
      Workspace workspace) {
    boolean ten = bTransposed && (n + 1) / 2 == 5;
    int vectors = ten ? SIDE : (n + SIDE - 1) / SIDE;
    int groups = (k + LANES - 1) / LANES;
    LeftBlock left = workspace.left;
    if (bTransposed) {
      FourPacking.rows(n, ten ? 2 : 0, k, b, bt, bRow, left, workspace.edge);
    } else {
      FourPacking.columns(n, k, b, bt, bRow, left, workspace.edge);
    }
    for (int i = 0; i < m; i += ROWS) {
      int rows = Math.min(ROWS, m - i);
      long from = at + i * aRow;
      if (Lanes.tail(k) > 0) {
        MemorySegment copy = workspace.right(groups * (ROWS * BYTES));
        copy(rows, k, a, from, aRow, copy, groups * BYTES);
        tiles(vectors, (rows + SIDE - 1) / SIDE, groups, copy, 0, groups * BYTES, left, SUMS);
      } else {
        tiles(vectors, rows / SIDE, groups, a, from, aRow, left, SUMS);
        if (rows % SIDE > 0) {
          int last = rows - SIDE;
          tiles(vectors, 1, groups, a, from + last * aRow, aRow, left, SUMS + last * LANES);
        }
      }
      if (zRow > 0) {
        FourSums.add(rows, n, left.values, SUMS, c, ct + i * cRow, cRow);
      } else {
        FourSums.put(rows, n, left.values, SUMS, z, zt, c, ct + i * cRow, cRow);
      }
    }
  }

  /** Copies rows, and fills them up with zeros to whole vectors. */
  private static void copy(
      int rows, int k, MemorySegment a, long at, long aRow, MemorySegment to, long tRow) {
    int tail = Lanes.tail(k);
    long whole = 4L * (k - tail);
    Copies.rows(rows, k - tail, a, at, aRow, to, 0, tRow);
    Copies.filled(rows, tail, a, at + whole, aRow, to, whole, tRow);
  }

  private static void tiles(
      int vectors,
      int tiles,
      int groups,
      MemorySegment a,
      long at,
      long aRow,
      LeftBlock left,
      int sums) {
    float[] b = left.values;
    long aStep = 4L * left.lanes;
    int half = 2 * vectors * left.lanes;
    int tile = SIDE * left.lanes;
    switch (vectors) {
      case 1 -> FourTiles.vectors1(tiles, groups, a, at, aRow, aStep, b, half, b, sums, tile);
      case 2 -> FourTiles.vectors2(tiles, groups, a, at, aRow, aStep, b, half, b, sums, tile);
      case 3 -> FourTiles.vectors3(tiles, groups, a, at, aRow, aStep, b, half, b, sums, tile);
      default -> {
        int two = 2 * left.lanes;
        TenTiles.rows4(tiles, groups, a, at, aRow, aStep, b, two, b, sums, tile);
      }
    }
  }
}
