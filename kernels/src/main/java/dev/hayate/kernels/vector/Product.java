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
  private static final ActivationLoop NO_ACTIVATION = ActivationLoops.of(new Identity());

  /** Multiply-adds from which on sharing pays: about 20 microseconds on one core. */
  private static final long WORTH_SHARING = 2_000_000;

  /** Parts of the result for each thread. */
  private static final int PARTS_FOR_EACH = 4;

  /** The rows of a part are a multiple of this: of those of every tile that is not a remainder. */
  private static final int ROWS_OF_PART = 12;

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
  private ActivationLoop activation = NO_ACTIVATION;
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
    if (epilogue.hasActivation()) {
      activation = ActivationLoops.of(epilogue.activation());
    }
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
        && team.mayTouch(epilogue.bias().segment());
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
    partRows = Blocks.balanced(m, (m + down - 1) / down, Math.min(ROWS_OF_PART, m));
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
    int steps = Blocks.balanced(k, Blocks.MOST_STEPS, 1);
    for (int j = j0; j < j1; j += Blocks.MOST_COLS) {
      int cols = Math.min(Blocks.MOST_COLS, j1 - j);
      int p = 0;
      do {
        block(i0, i1, j, cols, p, Math.min(steps, k - p), workspace);
        p += steps;
      } while (p < k);
    }
  }

  private boolean packsRight() {
    return !bPacked && (bTransposed || (m >= 128 && (long) k * n > 64 * 1024));
  }

  /** Adds the product of some columns of a and rows of b. */
  private void block(int i0, int i1, int j, int cols, int p, int steps, Workspace workspace) {
    if (packsRight()) {
      MemorySegment right = workspace.right(PackedStrips.size(steps, cols));
      long from = bTransposed ? j * bRow + 4L * p : p * bRow + 4L * j;
      PackedStrips.pack(steps, cols, b, from, bRow, bTransposed, right, workspace.edge);
      rows(i0, i1, j, cols, p, steps, right, 0, 4L * steps, 0, true, workspace);
    } else if (bPacked) {
      rows(i0, i1, j, cols, p, steps, b, 4L * j * k, 4L * k, p, true, workspace);
    } else {
      rows(i0, i1, j, cols, p, steps, b, p * bRow + 4L * j, 4, 0, false, workspace);
    }
  }

  /**
   * All blocks of rows.
   *
   * @param bt where column j and row p of b are; packed, where column j begins
   * @param bColumn bytes from one column to the next
   * @param bSkip rows of each packed strip before row p
   */
  private void rows(
      int i0,
      int i1,
      int j,
      int cols,
      int p,
      int steps,
      MemorySegment right,
      long bt,
      long bColumn,
      int bSkip,
      boolean packed,
      Workspace workspace) {
    boolean last = p + steps >= k;
    int rows = Blocks.balanced(i1 - i0, Blocks.MOST_ROWS, 12);
    for (int i = i0; i < i1; i += rows) {
      int count = Math.min(rows, i1 - i);
      for (int s = 0; s < cols; ) {
        int vectors = Blocks.vectors(cols - s);
        int width = Math.max(vectors, 1) * LANES;
        long bStep = packed ? 4L * width : bRow;
        long at = bt + s * bColumn + bSkip * 4L * width;
        strip(
            i,
            count,
            j + s,
            vectors,
            Math.min(width, cols - s),
            p,
            steps,
            right,
            at,
            bStep,
            workspace);
        if (last) {
          finish(i, count, j + s, Math.min(width, cols - s));
        }
        s += width;
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
    long at = i * aRow + p * aStep;
    if (vectors > 0) {
      Tiles.strip(
          vectors, rows, steps, a, at, aRow, aStep, right, bt, bStep, z, zt, zRow, c, ct, cRow);
    } else {
      Edge.strip(
          cols,
          rows,
          steps,
          a,
          at,
          aRow,
          aStep,
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
    return m >= Tiles.HIGHEST;
  }

  /** What is left of the epilogue, over a part of the result that was just finished. */
  private void finish(int i, int rows, int j, int cols) {
    if (epilogue.hasBias() && (accumulate || biasLast())) {
      Finish.bias(rows, cols, epilogue.bias().segment(), 4L * j, c, i * cRow + 4L * j, cRow);
    }
    if (epilogue.hasActivation()) {
      Finish.activation(activation, rows, cols, c, i * cRow + 4L * j, cRow);
    }
  }
}
