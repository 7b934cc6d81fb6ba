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
     */
    Layer(int in, int out, int wide, int narrow, float floor) {
      this.in = in;
      this.out = out;
      this.wide = wide;
      this.narrow = narrow;
      this.floor = floor;
      wideRows = rows(wide);
      narrowRows = rows(narrow);
      scales = new float[columns()];
      biases = new float[columns()];
      Arrays.fill(scales, 1);
    }

    private float[][] rows(int columns) {
      float[][] rows = new float[columns == 0 ? 0 : padded(in)][];
      float[] none = new float[columns];
      Arrays.fill(rows, none);
      for (int i = 0; i < Math.min(in, rows.length); i++) {
        rows[i] = new float[columns];
      }
      return rows;
    }

    int columns() {
      return wide + narrow;
    }

    /** Sets all weights of an input from their exact float32 values. */
    void row(int input, float[] values) {
      if (wide > 0) {
        System.arraycopy(values, 0, wideRows[input], 0, Math.min(wide, out));
      }
      if (out > wide) {
        System.arraycopy(values, wide, narrowRows[input], 0, out - wide);
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
    private float[] x;
    private float[] y;

    Row(PlainPerceptron perceptron) {
      this.perceptron = perceptron;
      a = new float[perceptron.widest];
      b = new float[perceptron.widest];
      c = new float[perceptron.widest];
      d = new float[perceptron.widest];
      x = new float[perceptron.deepest];
      y = new float[perceptron.deepest];
    }

    /** Takes the inputs of the first layer. */
    void read(MemorySegment from, long offset) {
      int inputs = perceptron.layers[0].in;
      MemorySegment.copy(from, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, x, 0, inputs);
    }

    /** Takes what a layer but the last put out from where {@link #write} left it. */
    void read(MemorySegment from, long offset, int layer) {
      int count = perceptron.layers[layer].out;
      MemorySegment.copy(from, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, x, 0, count);
    }

    /** Puts what a layer made where it is asked for. */
    void write(int layer, MemorySegment to, long offset) {
      int count = perceptron.layers[layer].out;
      MemorySegment.copy(x, 0, to, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, count);
    }

    /** Runs a layer but for an activation other than ReLU. */
    void layer(int number) {
      Layer layer = perceptron.layers[number];
      pad(layer.in);
      if (layer.wide > 0) {
        wide(layer.wideRows, layer.wide);
        finish(layer, 0, layer.wide);
      }
      if (layer.narrow > 0) {
        narrow(layer.narrowRows, layer.narrow);
        add(a, b, layer.narrow);
        add(c, d, layer.narrow);
        System.arraycopy(c, 0, b, 0, layer.narrow);
        finish(layer, layer.wide, layer.narrow);
        Arrays.fill(c, 0, layer.narrow, 0);
        Arrays.fill(d, 0, layer.narrow, 0);
      }
      float[] made = y;
      y = x;
      x = made;
    }

    /**
     * Zeros to the end of the quad, as the strips have them; from there on minus zero, which leaves
     * even the sign of a sum that is zero.
     */
    private void pad(int inputs) {
      int quads = (inputs + QUAD - 1) / QUAD * QUAD;
      Arrays.fill(x, inputs, quads, 0f);
      Arrays.fill(x, quads, padded(inputs), -0f);
    }

    private void wide(float[][] w, int n) {
      float[] in = x;
      for (int i = 0; i < w.length; i += QUAD) {
        quad(in[i], in[i + 1], in[i + 2], in[i + 3], w[i], w[i + 1], w[i + 2], w[i + 3], a, b, n);
      }
    }

    private void narrow(float[][] w, int n) {
      float[] in = x;
      for (int i = 0; i < w.length; i += OCTET) {
        quad(in[i], in[i + 1], in[i + 4], in[i + 5], w[i], w[i + 1], w[i + 4], w[i + 5], a, b, n);
        quad(
            in[i + 2], in[i + 3], in[i + 6], in[i + 7], w[i + 2], w[i + 3], w[i + 6], w[i + 7], c,
            d, n);
      }
    }

    private void finish(Layer layer, int from, int n) {
      float floor = layer.floor;
      for (int j = 0; j < n; j++) {
        float sum = Math.fma(layer.scales[from + j], a[j] + b[j], layer.biases[from + j]);
        y[from + j] = sum <= floor ? floor : sum;
      }
      Arrays.fill(a, 0, n, 0);
      Arrays.fill(b, 0, n, 0);
    }
  }

  /** {@code a += x0 w0, a += x2 w2, b += x1 w1, b += x3 w3}, the only loop that takes time. */
  private static void quad(
      float x0,
      float x1,
      float x2,
      float x3,
      float[] w0,
      float[] w1,
      float[] w2,
      float[] w3,
      float[] a,
      float[] b,
      int n) {
    for (int j = 0; j < n; j++) {
      a[j] = Math.fma(x2, w2[j], Math.fma(x0, w0[j], a[j]));
      b[j] = Math.fma(x3, w3[j], Math.fma(x1, w1[j], b[j]));
    }
  }

  private static void add(float[] sum, float[] other, int n) {
    for (int j = 0; j < n; j++) {
      sum[j] += other[j];
    }
  }
}
