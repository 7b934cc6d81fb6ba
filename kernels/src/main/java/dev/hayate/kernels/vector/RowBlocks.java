package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.hayate.kernels.vector.VectorPerceptron.Layer;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The walk through a {@link VectorPerceptron} of float32 weights for several rows: a block of rows
 * goes through all layers while it stays in the innermost caches.
 *
 * <p>The tiles are those of the matrix product. A few rows are one tile of eight rows by two
 * vectors, which is as fast as the multiply-adds; four vectors wide it would have to be two tiles,
 * and read the weights twice. For still fewer rows there are wider tiles. Some compute a row or two
 * that nobody wants, which is faster than another tile. More rows go in one block of tiles of six
 * rows by four vectors, as many as a {@link LeftBlock} holds: the wider tile is the faster one, and
 * of the weights a strip at a time is read by all of its tiles. In between, where the rows are a
 * few times eight, blocks of eight are the better ones.
 *
 * <p>The bias and ReLU are applied as the results are copied to where the next layer's tiles read
 * them. An element is summed up as {@link Product} does it, in the same order, so that no bit of it
 * depends on how many rows there are.
 */
final class RowBlocks {
  /** The inputs or outputs of a layer at most: a row of a {@link LeftBlock} holds them. */
  static final int LONGEST = Blocks.MOST_STEPS;

  /** Rows of a small block: those of the highest tile. */
  private static final int ROWS = Registers.THIRTY_TWO ? 8 : 5;

  /** The small blocks at most that take the place of a large one. */
  private static final int SMALL_BLOCKS = 5;

  /** Rows of the tiles of a large block, as long as there are so many. */
  private static final int LARGE_TILE_ROWS = Registers.THIRTY_TWO ? Tiles.HIGHEST : ROWS;

  private static final int MOST_ROWS = LeftBlock.MOST_ROWS / LARGE_TILE_ROWS * LARGE_TILE_ROWS;

  private static final int[] TILE_ROWS =
      Registers.THIRTY_TWO ? new int[] {0, 1, 2, 4, 4, 6, 6, 8, 8} : new int[] {0, 1, 2, 4, 4, 5};

  private RowBlocks() {}

  /**
   * The rows of the widest layer that scratch memory must hold for a call of some rows; it will do
   * for fewer.
   */
  static int scratchRows(int m) {
    return Math.min(tileRows(m), LeftBlock.MOST_ROWS);
  }

  /** The rows of each block but the last of a call of some rows. */
  private static int blockRows(int m) {
    boolean small = m <= ROWS || (m % ROWS == 0 && m <= SMALL_BLOCKS * ROWS);
    return small ? ROWS : Blocks.balanced(m, MOST_ROWS, LARGE_TILE_ROWS);
  }

  /** The rows that the tiles of a block compute. */
  private static int tileRows(int rows) {
    return rows <= ROWS ? TILE_ROWS[rows] : rows + rows % 2;
  }

  /**
   * Runs all layers for some rows.
   *
   * @param m the rows
   * @param memory the layers' strips and biases
   * @param s scratch memory for {@link #scratchRows} rows of the widest layer, in whole vectors
   */
  static void run(
      int m,
      Layer[] layers,
      MemorySegment memory,
      MemorySegment x,
      long xRow,
      MemorySegment s,
      MemorySegment y,
      long yRow) {
    Workspace workspace = Workspace.take();
    LeftBlock left = workspace.left;
    int inputs = layers[0].in;
    int most = blockRows(m);
    for (int i = 0; i < m; i += most) {
      int rows = Math.min(most, m - i);
      left.rows(rows, inputs, x, i * xRow, xRow);
      layers(rows, layers, left, memory, s, y, i * yRow, yRow);
    }
    Workspace.give(workspace);
  }

  private static void layers(
      int rows,
      Layer[] layers,
      LeftBlock left,
      MemorySegment memory,
      MemorySegment s,
      MemorySegment y,
      long yt,
      long yRow) {
    for (Layer layer : layers) {
      int vectors = layer.vectors;
      strips(tileRows(rows), layer, left, memory, s);
      if (layer.bends) {
        Finish.bias(rows, vectors * LANES, memory, layer.biases, s, 0, vectors * BYTES);
        layer.activation.get().forward(s, 0, s, 0, (long) rows * vectors * LANES);
        left.rows(rows, vectors * LANES, s, 0, vectors * BYTES);
      } else {
        keep(rows, vectors, memory, layer.biases, layer.floor, s, left.values);
      }
    }
    int outputs = layers[layers.length - 1].out;
    for (int i = 0; i < rows; i++) {
      MemorySegment.copy(left.values, i * LeftBlock.PITCH, y, FLOAT, yt + i * yRow, outputs);
    }
  }

  /** The sums of a layer, in rows of whole vectors. */
  private static void strips(
      int rows, Layer layer, LeftBlock left, MemorySegment memory, MemorySegment s) {
    int widest = rows > Tiles.HIGHEST && rows <= ROWS ? 2 : Tiles.WIDEST;
    long strip = layer.words;
    long column = 0;
    for (int vectors = layer.vectors; vectors > 0; ) {
      int width = VectorPerceptron.width(vectors);
      int wide = Math.min(width, widest);
      for (int v = 0; v < width; v += wide) {
        Tiles.strip(
            wide,
            rows,
            layer.in,
            left,
            0,
            memory,
            strip + v * BYTES,
            width * BYTES,
            Tiles.ZEROS,
            0,
            0,
            s,
            column,
            layer.vectors * BYTES);
        column += wide * BYTES;
      }
      strip += layer.vector() * layer.quads * width;
      vectors -= width;
    }
  }

  /**
   * Copies rows of sums to where tiles read them, with a bias added, and no element less than
   * {@code floor}.
   */
  private static void keep(
      int rows,
      int vectors,
      MemorySegment memory,
      long bias,
      float floor,
      MemorySegment s,
      float[] values) {
    long from = 0;
    for (int i = 0; i < rows; i++) {
      keep(vectors, memory, bias, floor, s, from, values, i * LeftBlock.PITCH, LANES);
      from += vectors * BYTES;
    }
  }

  private static void keep(
      int vectors,
      MemorySegment memory,
      long bias,
      float floor,
      MemorySegment s,
      long from,
      float[] values,
      int to,
      int step) {
    Lanes.meet(memory.isNative(), s.isNative());
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int j = 0; vectors > 0 && j < vectors; j++) {
      FloatVector v =
          FloatVector.fromMemorySegment(SPECIES, memory, bias, ORDER)
              .add(FloatVector.fromMemorySegment(SPECIES, s, from, ORDER));
      v.blend(least, v.compare(LE, least)).intoArray(values, to);
      bias += BYTES;
      from += BYTES;
      to += step;
    }
  }
}
