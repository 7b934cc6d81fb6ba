package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.LANES;

import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.parallel.Team;
import java.lang.foreign.MemorySegment;

/**
 * One matrix product: its operands, and the loops that cut it into blocks, strips and tiles.
 *
 * <p>Parts of the result are made by several threads from one such object; between products it
 * belongs to nobody and is used again. The order of the sums depends on the inner dimension alone.
 */
final class Product implements Team.Work {
  private static final Finish NO_ACTIVATION = Finish.of(new Identity());

  /** Multiply-adds from which on sharing pays: about 20 microseconds on one core. */
  private static final long WORTH_SHARING = 2_000_000;

  /** Parts of the result for each thread. */
  private static final int PARTS_FOR_EACH = 4;

  /** Steps for each row of one operand from which on dots pay, whatever the other's rows. */
  private static final int STEPS_FOR_EACH_ROW = 16;

  private int m;
  private int n;
  private int k;
  private MemorySegment a = MemorySegment.NULL;
  private long aRow;
  private long aStep;
  private MemorySegment b = MemorySegment.NULL;
  private long bRow;
  private boolean bTransposed;
  private boolean bPacked;
  private MemorySegment c = MemorySegment.NULL;
  private long cRow;
  private boolean accumulate;
  private Epilogue epilogue = Epilogue.NONE;
  private Finish finish = NO_ACTIVATION;
  private int partRows;
  private int partCols;
  private int partsAcross;

  /** Sets the left operand. */
  void left(Tensor tensor, boolean transposed) {
    long row = 4L * tensor.stride();
    a = tensor.segment();
    aRow = transposed ? 4 : row;
    aStep = transposed ? row : 4;
    k = transposed ? tensor.rows() : tensor.cols();
  }

  /** Sets the right operand. */
  void right(Tensor tensor, boolean transposed) {
    b = tensor.segment();
    bRow = 4L * tensor.stride();
    bTransposed = transposed;
    bPacked = false;
  }

  /** Sets the right operand, packed before. */
  void right(PackedStrips packed) {
    b = packed.strips;
    bTransposed = false;
    bPacked = true;
  }

  /** Sets what becomes of the product. */
  void result(boolean accumulate, Epilogue epilogue, Tensor tensor) {
    this.accumulate = accumulate;
    this.epilogue = epilogue;
    finish = epilogue.hasActivation() ? Finish.of(epilogue.activation()) : NO_ACTIVATION;
    c = tensor.segment();
    cRow = 4L * tensor.stride();
    m = tensor.rows();
    n = tensor.cols();
  }

  /**
   * Makes the whole result, and lets go of the operands, whose arena may be closed soon.
   *
   * @param workspace the caller's own
   */
  void run(Team team, Workspace workspace) {
    if (team.threads() > 1 && (long) m * n * Math.max(k, 1) >= WORTH_SHARING && mayShare(team)) {
      share(team);
    } else {
      rectangle(0, m, 0, n, workspace);
    }
    a = MemorySegment.NULL;
    b = MemorySegment.NULL;
    c = MemorySegment.NULL;
    epilogue = Epilogue.NONE;
  }

  private boolean mayShare(Team team) {
    return team.mayTouch(a)
        && team.mayTouch(b)
        && team.mayTouch(c)
        && team.mayTouch(epilogue.bias().segment())
        && team.mayTouch(epilogue.saved().segment());
  }

  /**
   * Cuts the result into a few parts for each thread, so that one that comes late does not hold up
   * the rest: by columns first, since then no two parts pack the same piece of the right operand.
   */
  private void share(Team team) {
    int strips = (n + Blocks.STRIP - 1) / Blocks.STRIP;
    int wanted = PARTS_FOR_EACH * team.threads();
    partCols = Blocks.balanced(strips, (strips + wanted - 1) / wanted, 1) * Blocks.STRIP;
    int across = (n + partCols - 1) / partCols;
    int down = packsRight() && across >= team.threads() ? 1 : (wanted + across - 1) / across;
    partRows = Blocks.balanced(m, (m + down - 1) / down, Math.min(Blocks.TILE_ROWS, m));
    partsAcross = across;
    team.run(this, across * ((m + partRows - 1) / partRows));
  }

  @Override
  public void part(int part) {
    int i = part / partsAcross * partRows;
    int j = part % partsAcross * partCols;
    Workspace workspace = Workspace.take();
    rectangle(i, Math.min(i + partRows, m), j, Math.min(j + partCols, n), workspace);
    Workspace.give(workspace);
  }

  /** Makes a rectangle of the result. Its first column is one where a strip begins. */
  private void rectangle(int i0, int i1, int j0, int j1, Workspace workspace) {
    boolean dots = madeOfDots();
    boolean fours = madeOfFours();
    boolean line = dots && (turned() ? n : m) == 1;
    int most = line ? LeftBlock.LONGEST : Blocks.MOST_STEPS;
    int steps = Blocks.balanced(k, most, fours ? LANES : 1);
    int p = 0;
    do {
      int count = Math.min(steps, k - p);
      if (dots) {
        dots(i0, i1, j0, j1, p, count, workspace);
      } else if (fours) {
        fours(i0, i1, p, count, workspace);
      } else {
        columns(i0, i1, j0, j1, p, count, workspace);
      }
      p += count;
    } while (p < k);
  }

  /**
   * If the result is made of dot products: where packing the transposed right operand would not
   * pay, since few rows would use it, or where it has few itself. A question of the whole result,
   * not of a part: sums must not depend on how it was cut.
   */
  private boolean madeOfDots() {
    return bTransposed && (m <= Dots.MOST_ROWS || turned()) && !madeOfFours();
  }

  /** If the columns are few enough for several steps to go into a vector. */
  private boolean madeOfFours() {
    return aStep == 4 && !bPacked && Fours.suit(m, n, k, bTransposed);
  }

  /**
   * If of two operands made of rows it is the right one that has fewer, few enough for dots, and
   * long enough: adding up the lanes of the sums costs more the more of them there are.
   */
  private boolean turned() {
    return aStep == 4 && n < m && n <= Dots.MOST_ROWS && k >= n * STEPS_FOR_EACH_ROW;
  }

  /** Some steps of a rectangle made of dot products; the operand with fewer rows is copied. */
  private void dots(int i0, int i1, int j0, int j1, int p, int steps, Workspace workspace) {
    LeftBlock left = workspace.left;
    int rows = i1 - i0;
    int cols = j1 - j0;
    boolean add = p > 0 || accumulate;
    long at = i0 * aRow + p * aStep;
    long bt = j0 * bRow + 4L * p;
    long ct = i0 * cRow + 4L * j0;
    if (turned()) {
      left.rows(cols, steps, b, bt, bRow);
      Dots.product(cols, rows, steps, left, a, at, aRow, add, c, ct, 4, cRow, workspace.edge);
    } else {
      copy(left, rows, steps, at);
      Dots.product(rows, cols, steps, left, b, bt, bRow, add, c, ct, cRow, 4, workspace.edge);
    }
    if (p + steps >= k) {
      finish(i0, rows, j0, cols);
    }
  }

  /** Some steps of some rows of a result of few columns. */
  private void fours(int i0, int i1, int p, int steps, Workspace workspace) {
    int rows = i1 - i0;
    MemorySegment z = Tiles.ZEROS;
    long zt = 0;
    long zRow = 0;
    long ct = i0 * cRow;
    if (p > 0 || accumulate) {
      z = c;
      zt = ct;
      zRow = cRow;
    } else if (epilogue.hasBias()) {
      z = epilogue.bias().segment();
    }
    long at = i0 * aRow + 4L * p;
    long bt = bTransposed ? 4L * p : p * bRow;
    Fours.product(
        rows, n, steps, a, at, aRow, b, bt, bRow, bTransposed, z, zt, zRow, c, ct, cRow, workspace);
    if (p + steps >= k) {
      finish(i0, rows, 0, n);
    }
  }

  /** Copies a part of the left operand. */
  private void copy(LeftBlock left, int rows, int steps, long at) {
    if (aStep == 4) {
      left.rows(rows, steps, a, at, aRow);
    } else {
      left.columns(rows, steps, a, at, aStep);
    }
  }

  private boolean packsRight() {
    if (bPacked || madeOfDots()) {
      return false;
    }
    return bTransposed || PackedStrips.pay(m, n, k, b, bRow);
  }

  /** All columns of some rows: panel by panel if the right operand is packed. */
  private void columns(int i0, int i1, int j0, int j1, int p, int steps, Workspace workspace) {
    int most = Blocks.rows(i1 - i0, j1 - j0, steps);
    boolean once = i1 - i0 <= most;
    if (once) {
      copy(workspace.left, i1 - i0, steps, i0 * aRow + p * aStep);
    }
    if (!packsRight()) {
      panel(i0, i1, most, j0, j1, p, steps, b, bPacked, 0, k, p, workspace);
      return;
    }
    int width = once ? Blocks.STRIP : Blocks.packedCols(steps);
    for (int j = j0; j < j1; j += width) {
      int cols = Math.min(width, j1 - j);
      MemorySegment right = workspace.right(PackedStrips.size(steps, cols));
      long from = bTransposed ? j * bRow + 4L * p : p * bRow + 4L * j;
      PackedStrips.pack(steps, cols, b, from, bRow, bTransposed, right);
      panel(i0, i1, most, j, j + cols, p, steps, right, true, j, steps, 0, workspace);
    }
  }

  /**
   * Some columns of some rows: block by block of rows, each of which is copied, unless it is the
   * only one and has been, and meets all columns, strip by strip.
   *
   * @param most the rows of a block
   * @param right the right operand, or a packed part of it
   * @param packed if it is packed: then the next three tell what of it
   * @param first the column with which it begins
   * @param depth the steps that it holds
   * @param skip the steps in front of step p
   */
  private void panel(
      int i0,
      int i1,
      int most,
      int j0,
      int j1,
      int p,
      int steps,
      MemorySegment right,
      boolean packed,
      int first,
      int depth,
      int skip,
      Workspace workspace) {
    for (int i = i0; i < i1; i += most) {
      int rows = Math.min(most, i1 - i);
      if (rows < i1 - i0) {
        copy(workspace.left, rows, steps, i * aRow + p * aStep);
      }
      for (int j = j0; j < j1; ) {
        int vectors = Blocks.vectors(j1 - j);
        int width = Math.max(vectors, 1) * LANES;
        int cols = Math.min(width, j1 - j);
        long bStep = packed ? 4L * width : bRow;
        long bt = packed ? 4L * (j - first) * depth + skip * bStep : p * bRow + 4L * j;
        strip(i, rows, j, vectors, cols, p, steps, right, bt, bStep, workspace);
        if (p + steps >= k) {
          finish(i, rows, j, cols);
        }
        j += width;
      }
    }
  }

  private void strip(
      int i,
      int rows,
      int j,
      int vectors,
      int cols,
      int p,
      int steps,
      MemorySegment right,
      long bt,
      long bStep,
      Workspace workspace) {
    MemorySegment z = Tiles.ZEROS;
    long zt = 0;
    long zRow = 0;
    long ct = i * cRow + 4L * j;
    if (p > 0 || accumulate) {
      z = c;
      zt = ct;
      zRow = cRow;
    } else if (epilogue.hasBias() && !biasLast()) {
      z = epilogue.bias().segment();
      zt = 4L * j;
    }
    if (vectors > 0) {
      Tiles.strip(
          vectors, rows, steps, workspace.left, 0, right, bt, bStep, z, zt, zRow, c, ct, cRow);
    } else {
      Edge.strip(
          cols,
          rows,
          steps,
          workspace.left,
          right,
          bt,
          bStep,
          right.byteSize(),
          z,
          zt,
          zRow,
          c,
          ct,
          cRow,
          workspace.edge);
    }
  }

  /**
   * If the bias is added when all is summed up, so that the highest tiles can be used. A question
   * of the whole result, not of a part: sums must not depend on how it was cut.
   */
  private boolean biasLast() {
    return !madeOfFours() && (m >= Tiles.HIGHEST || madeOfDots());
  }

  /** What is left of the epilogue, over a part of the result that was just finished. */
  private void finish(int i, int rows, int j, int cols) {
    long ct = i * cRow + 4L * j;
    if (epilogue.hasGradient()) {
      long sRow = 4L * epilogue.saved().stride();
      MemorySegment saved = epilogue.saved().segment();
      finish.gradient(rows, cols, saved, i * sRow + 4L * j, sRow, c, ct, cRow);
      return;
    }
    if (epilogue.hasBias() && (accumulate || biasLast())) {
      Finish.bias(rows, cols, epilogue.bias().segment(), 4L * j, c, ct, cRow);
    }
    if (epilogue.hasActivation()) {
      finish.activation(rows, cols, c, ct, cRow);
    }
  }
}
