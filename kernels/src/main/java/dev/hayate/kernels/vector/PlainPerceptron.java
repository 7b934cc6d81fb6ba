package dev.hayate.kernels.vector;

import dev.hayate.kernels.WeightType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The sums of a {@link VectorPerceptron} for one row by plain loops over arrays: what runs until
 * the vector kernels are compiled. In the interpreter and in C1 every vector is an object, and
 * reading one from a segment is a hundred calls; a loop over arrays is neither, and C2 makes
 * vectors of it by itself, within the first few predictions.
 *
 * <p>Every sum is made in the order in which the strips make it, with the same fused multiply-adds,
 * so the results are those of the vector kernels, bit for bit. Where the strips have two sums for
 * each column (a: even inputs, b: odd ones), all columns of such strips lie in one array for each
 * input; the columns of narrower strips, which have four sums, in another.
 *
 * <p>Immutable and safe to share; {@link Row} belongs to one thread.
 */
final class PlainPerceptron {
  /** Inputs come in eights, so that one loop serves two sums as well as four. */
  private static final int OCTET = 8;

  private static final int QUAD = 4;

  /** Beyond this many weights, 2 MB, a copy of them costs more than it saves. */
  static final long MOST_WEIGHTS = 512 * 1024;

  private final Layer[] layers;
  private final int deepest;
  private final int widest;

  PlainPerceptron(Layer[] layers) {
    this.layers = layers;
    int inputs = 0;
    int columns = 0;
    for (Layer layer : layers) {
      inputs = Math.max(inputs, Math.max(padded(layer.in), padded(layer.columns())));
      columns = Math.max(columns, Math.max(layer.wide, layer.narrow));
    }
    deepest = inputs;
    widest = columns;
    PlainLoops.prepare();
  }

  private static int padded(int inputs) {
    return (inputs + OCTET - 1) / OCTET * OCTET;
  }

  /** The weights of a layer. Columns are those of whole vectors. */
  static final class Layer {
    final int in;
    final int out;
    final int wide;
    final int narrow;
    final float floor;
    final boolean isScaled;
    final float[][] wideRows;
    final float[][] narrowRows;
    final float[] scales;
    final float[] biases;

    /**
     * Without weights yet.
     *
     * @param wide the columns that have two sums
     * @param narrow those behind them that have four
     * @param floor what every output is at least
     * @param isScaled whether there will be scales other than 1
     */
    Layer(int in, int out, int wide, int narrow, float floor, boolean isScaled) {
      this.in = in;
      this.out = out;
      this.wide = wide;
      this.narrow = narrow;
      this.floor = floor;
      this.isScaled = isScaled;
      wideRows = rows(wide);
      narrowRows = rows(narrow);
      scales = new float[columns()];
      biases = new float[columns()];
      Arrays.fill(scales, 1);
    }

    /**
     * A row for each input; zeros from there to the end of the quad, as the strips have them; and
     * from there on what adds nothing.
     */
    private float[][] rows(int columns) {
      float[][] rows = new float[columns == 0 ? 0 : padded(in)][];
      int quads = (in + QUAD - 1) / QUAD * QUAD;
      for (int i = 0; i < rows.length; i++) {
        rows[i] = new float[columns];
        if (i >= quads) {
          Arrays.fill(rows[i], PlainLoops.NOTHING);
        }
      }
      return rows;
    }

    int columns() {
      return wide + narrow;
    }

    /** Sets all weights of an input from their exact float32 values, which begin at a place. */
    void row(int input, float[] values, int at) {
      if (wide > 0) {
        System.arraycopy(values, at, wideRows[input], 0, Math.min(wide, out));
      }
      if (out > wide) {
        System.arraycopy(values, at + wide, narrowRows[input], 0, out - wide);
      }
    }

    /**
     * Sets the weights of a word.
     *
     * @param number the word's number in its column
     */
    void word(WeightType type, int column, int number, int word) {
      for (int place = 0; place < type.perWord(); place++) {
        int input = number * type.perWord() + place;
        if (input < in) {
          // A weight to be scaled is a whole number of 32 bits, which vectors round to a float.
          float value = (float) type.weight(word, place, 0x1p24f);
          if (column < wide) {
            wideRows[input][column] = value;
          } else {
            narrowRows[input][column - wide] = value;
          }
        }
      }
    }
  }

  /** One thread's way through the layers. */
  static final class Row {
    private final PlainPerceptron perceptron;
    private final float[] a;
    private final float[] b;
    private final float[] c;
    private final float[] d;
    private final float[] zeros;
    private float[] x;
    private float[] y;

    /** What every input is at least: a layer's floor, before the next layer reads it. */
    private float floor;

    Row(PlainPerceptron perceptron) {
      this.perceptron = perceptron;
      a = new float[perceptron.widest];
      b = new float[perceptron.widest];
      c = new float[perceptron.widest];
      d = new float[perceptron.widest];
      zeros = new float[perceptron.widest];
      x = new float[perceptron.deepest];
      y = new float[perceptron.deepest];
    }

    /** Takes the inputs of the first layer. */
    void read(MemorySegment from, long offset) {
      int inputs = perceptron.layers[0].in;
      MemorySegment.copy(from, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, x, 0, inputs);
      floor = Float.NEGATIVE_INFINITY;
    }

    /** Takes what a layer but the last put out from where {@link #write} left it. */
    void read(MemorySegment from, long offset, int layer) {
      int count = perceptron.layers[layer].out;
      MemorySegment.copy(from, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, x, 0, count);
      floor = Float.NEGATIVE_INFINITY;
    }

    /** Puts what a layer made where it is asked for. */
    void write(int layer, MemorySegment to, long offset) {
      int count = perceptron.layers[layer].out;
      if (floor > Float.NEGATIVE_INFINITY) {
        for (int i = 0; i < count; i++) {
          x[i] = PlainLoops.bent(x[i], floor);
        }
      }
      MemorySegment.copy(x, 0, to, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, count);
    }

    /**
     * Runs a layer but for an activation other than ReLU, which {@link #write} or the next adds.
     */
    void layer(int number) {
      Layer layer = perceptron.layers[number];
      for (int i = layer.in; i < padded(layer.in); i++) {
        x[i] = 0;
      }
      if (layer.wide > 0) {
        int n = layer.wide;
        PlainLoops.strip(x, floor, layer.wideRows, 0, 2, QUAD, a, n);
        PlainLoops.strip(x, floor, layer.wideRows, 1, 2, QUAD, b, n);
        finish(layer, 0, n);
      }
      if (layer.narrow > 0) {
        int n = layer.narrow;
        PlainLoops.strip(x, floor, layer.narrowRows, 0, QUAD, OCTET, a, n);
        PlainLoops.strip(x, floor, layer.narrowRows, 1, QUAD, OCTET, b, n);
        PlainLoops.strip(x, floor, layer.narrowRows, 2, QUAD, OCTET, c, n);
        PlainLoops.strip(x, floor, layer.narrowRows, 3, QUAD, OCTET, d, n);
        PlainLoops.pair(1, PlainLoops.NOTHING, b, zeros, a, n);
        PlainLoops.pair(1, PlainLoops.NOTHING, d, zeros, c, n);
        System.arraycopy(c, 0, b, 0, n);
        clear(c, n);
        clear(d, n);
        finish(layer, layer.wide, n);
      }
      float[] made = y;
      y = x;
      x = made;
      floor = layer.floor;
    }

    /** Scales and biases both sums and clears them, with the loop that is compiled anyway. */
    private void finish(Layer layer, int from, int n) {
      PlainLoops.pair(1, PlainLoops.NOTHING, b, zeros, a, n);
      if (layer.isScaled) {
        for (int j = 0; j < n; j++) {
          y[from + j] = Math.fma(layer.scales[from + j], a[j], layer.biases[from + j]);
        }
      } else {
        System.arraycopy(layer.biases, from, b, 0, n);
        PlainLoops.pair(1, PlainLoops.NOTHING, a, zeros, b, n);
        System.arraycopy(b, 0, y, from, n);
      }
      clear(a, n);
      clear(b, n);
    }

    /** Clears by a copy, which needs no compiler. */
    private void clear(float[] sum, int n) {
      System.arraycopy(zeros, 0, sum, 0, n);
    }
  }
}
