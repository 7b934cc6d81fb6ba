package dev.hayate.kernels.vector;

import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Matrix products: C is covered by panels of columns and each panel by tiles that a micro-kernel
 * keeps in registers over the whole inner dimension; {@code PRODUCTS.md} beside this module
 * explains the design.
 *
 * <p>B is read where it lies while A has few rows, and packed panel by panel once there are enough
 * of them to pay for it, or if it is transposed. A is never packed. An element's sum runs over the
 * inner dimension in order, in blocks of {@link Scratch#MAX_DEPTH} that depend on the shape alone.
 */
final class VectorProducts extends Products {
  /** From this many rows of A on, packing B costs less than reading it with gaps. */
  private static final int PACKING_ROWS = 96;

  @Override
  protected void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      boolean accumulate,
      Epilogue epilogue,
      Tensor c) {
    int k = transposeA ? a.rows() : a.cols();
    long bStride = bytes(b.stride());
    boolean packs = transposeB || c.rows() >= PACKING_ROWS;
    Scratch scratch = Scratch.ofThread();
    int from = 0;
    boolean first = true;
    while (first || from < k) {
      int depth = Math.min(Scratch.MAX_DEPTH, k - from);
      boolean sums = accumulate || !first;
      boolean add = sums || epilogue.hasBias();
      MemorySegment addend = sums ? c.segment() : epilogue.bias().segment();
      long addendRow = sums ? bytes(c.stride()) : 0;
      int col = packs ? 0 : rowTiles(a, transposeA, from, depth, b, addend, addendRow, add, c);
      for (; col < c.cols(); col += Panels.WIDTH) {
        int cols = Math.min(Panels.WIDTH, c.cols() - col);
        if (packs || cols < Panels.WIDTH) {
          MemorySegment panel = scratch.panel(depth);
          Panels.pack(b.segment(), bStride, transposeB, from, depth, col, cols, panel, 0);
          tiles(
              a,
              transposeA,
              from,
              depth,
              panel,
              0,
              Panels.ROW_BYTES,
              addend,
              addendRow,
              add,
              c,
              col,
              cols);
        } else {
          long at = from * bStride + bytes(col);
          tiles(
              a,
              transposeA,
              from,
              depth,
              b.segment(),
              at,
              bStride,
              addend,
              addendRow,
              add,
              c,
              col,
              cols);
        }
      }
      from += depth;
      first = false;
    }
    finish(epilogue, accumulate, c);
  }

  @Override
  protected void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
    if (!(b instanceof PackedPanels panels)) {
      throw new IllegalArgumentException(
          "gemm: b was packed by another backend: expected one that this family packed");
    }
    int k = a.cols();
    MemorySegment memory = panels.memory();
    MemorySegment addend = epilogue.bias().segment();
    boolean add = epilogue.hasBias();
    int col = 0;
    if (c.rows() < 4) {
      col = packedRowTiles(a, k, panels, addend, add, c);
    }
    for (; col < c.cols(); col += Panels.WIDTH) {
      int cols = Math.min(Panels.WIDTH, c.cols() - col);
      long at = col / Panels.WIDTH * panels.panelBytes();
      tiles(a, false, 0, k, memory, at, Panels.ROW_BYTES, addend, 0, add, c, col, cols);
    }
    finish(epilogue, false, c);
  }

  @Override
  protected PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena) {
    int rows = transposeB ? b.cols() : b.rows();
    int cols = transposeB ? b.rows() : b.cols();
    PackedPanels packed = new PackedPanels(rows, cols, arena);
    for (int col = 0; col < cols; col += Panels.WIDTH) {
      Panels.pack(
          b.segment(),
          bytes(b.stride()),
          transposeB,
          0,
          rows,
          col,
          Math.min(Panels.WIDTH, cols - col),
          packed.memory(),
          col / Panels.WIDTH * packed.panelBytes());
    }
    return packed;
  }

  /** The columns that were computed by single rows over unpacked B: all whole fours of panels. */
  private static int rowTiles(
      Tensor a,
      boolean transposeA,
      int from,
      int depth,
      Tensor b,
      MemorySegment addend,
      long addendRow,
      boolean add,
      Tensor c) {
    if (c.rows() >= 4) {
      return 0;
    }
    int wide = RowTiles.PANELS * Panels.WIDTH;
    int col = 0;
    for (; col + wide <= c.cols(); col += wide) {
      long at = from * bytes(b.stride()) + bytes(col);
      rowTile(
          a,
          transposeA,
          from,
          depth,
          b.segment(),
          at,
          bytes(b.stride()),
          Panels.ROW_BYTES,
          addend,
          addendRow,
          add,
          c,
          col);
    }
    return col;
  }

  private static int packedRowTiles(
      Tensor a, int k, PackedPanels b, MemorySegment addend, boolean add, Tensor c) {
    int wide = RowTiles.PANELS * Panels.WIDTH;
    int col = 0;
    for (; col + wide <= c.cols(); col += wide) {
      long at = col / Panels.WIDTH * b.panelBytes();
      rowTile(
          a, false, 0, k, b.memory(), at, Panels.ROW_BYTES, b.panelBytes(), addend, 0, add, c, col);
    }
    return col;
  }

  private static void rowTile(
      Tensor a,
      boolean transposeA,
      int from,
      int depth,
      MemorySegment b,
      long bOffset,
      long bStep,
      long panel,
      MemorySegment addend,
      long addendRow,
      boolean add,
      Tensor c,
      int col) {
    long aRow = transposeA ? Float.BYTES : bytes(a.stride());
    long aStep = transposeA ? bytes(a.stride()) : Float.BYTES;
    for (int row = 0; row < c.rows(); row++) {
      RowTiles.tile1x8(
          a.segment(),
          from * aStep + row * aRow,
          aStep,
          b,
          bOffset,
          bStep,
          panel,
          depth,
          addend,
          row * addendRow + bytes(col),
          add,
          c.segment(),
          row * bytes(c.stride()) + bytes(col));
    }
  }

  private static void tiles(
      Tensor a,
      boolean transposeA,
      int from,
      int depth,
      MemorySegment b,
      long bOffset,
      long bStep,
      MemorySegment addend,
      long addendRow,
      boolean add,
      Tensor c,
      int col,
      int cols) {
    long aRow = transposeA ? Float.BYTES : bytes(a.stride());
    long aStep = transposeA ? bytes(a.stride()) : Float.BYTES;
    MemorySegment aMemory = a.segment();
    MemorySegment cMemory = c.segment();
    long aOffset = from * aStep;
    long at = bytes(col);
    long cRow = bytes(c.stride());
    Tiles.panel(
        aMemory,
        aRow,
        aOffset,
        aStep,
        b,
        bOffset,
        bStep,
        depth,
        addend,
        at,
        addendRow,
        add,
        cMemory,
        at,
        cRow,
        c.rows(),
        cols,
        Scratch.ofThread().tile());
  }

  /** What was not added with the sums: the bias of an accumulating product, and the activation. */
  private static void finish(Epilogue epilogue, boolean accumulate, Tensor c) {
    MemorySegment memory = c.segment();
    if (epilogue.hasBias() && accumulate) {
      MemorySegment bias = epilogue.bias().segment();
      for (int row = 0; row < c.rows(); row++) {
        long at = row * bytes(c.stride());
        VectorArithmetic.add(memory, at, bias, 0, memory, at, c.cols());
      }
    }
    if (epilogue.hasActivation()) {
      ActivationLoop loop = ActivationLoops.of(epilogue.activation());
      if (c.isContiguous()) {
        loop.forward(memory, 0, memory, 0, c.size());
      } else {
        for (int row = 0; row < c.rows(); row++) {
          long at = row * bytes(c.stride());
          loop.forward(memory, at, memory, at, c.cols());
        }
      }
    }
  }

  private static long bytes(int elements) {
    return (long) elements * Float.BYTES;
  }
}
