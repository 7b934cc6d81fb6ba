package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;

import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dense layers packed into one segment, and the walk through them for one row.
 *
 * <p>The columns of a layer are cut into strips of four vectors, then two, then one, the last one
 * filled up with zeros. A strip is read from its beginning to its end: for each four inputs (a
 * quad; the last one is filled up with zeros) the words of weights of all its columns. Behind the
 * strips lie the scales and the biases of the layer's columns. The micro-kernels of {@link
 * FloatStrips} and its sisters take
 *
 * <ul>
 *   <li>{@code quads}: the quads of inputs,
 *   <li>{@code x, xt}: the inputs, readable to the end of the last quad,
 *   <li>{@code w, wt, st, bt}: the strip's words, scales and biases,
 *   <li>{@code floor}: what every output is at least: 0 with ReLU, or minus infinity,
 *   <li>{@code y, yt}: the outputs, writable for all vectors of the strip.
 * </ul>
 *
 * A vector has two or four sums, since an addition takes four cycles and two can begin in each.
 *
 * <p>The loops end at an address and count nothing, so that C2 leaves them as they are. A loop that
 * counts it would cut in three and check all accesses of the middle one beforehand, which pays
 * after hundreds of rounds; here are often eight, and with one sample every check waits for weights
 * anyway.
 */
final class VectorPerceptron extends Perceptron {
  /** Words of weights, as many as there are floats in a vector: not a second width. */
  static final VectorSpecies<Integer> WORDS = IntVector.SPECIES_PREFERRED;

  private static final int QUAD = 4;
  private static final int FOUR = 4;

  private final Layer[] layers;
  private final MemorySegment memory;
  private final int paddedInputs;
  private final int widest;

  /** Where a layer's parts are, and what becomes of its sums. */
  private static final class Layer {
    final WeightType type;
    final int out;
    final int quads;
    final int vectors;
    final long words;
    final long scales;
    final long biases;
    final float floor;
    final boolean bends;
    final ActivationLoop activation;

    Layer(Dense dense, WeightType type, long at) {
      Epilogue epilogue = dense.epilogue();
      boolean relu = epilogue.activation() instanceof Relu;
      this.type = type;
      out = dense.out();
      quads = (dense.in() + QUAD - 1) / QUAD;
      vectors = (dense.out() + LANES - 1) / LANES;
      words = at;
      scales = words + vector() * quads * vectors;
      biases = scales + vectors * BYTES;
      floor = relu ? 0 : Float.NEGATIVE_INFINITY;
      bends = epilogue.hasActivation() && !relu;
      activation = ActivationLoops.of(bends ? epilogue.activation() : new Identity());
    }

    /** The bytes of a quad's words for one vector of columns. */
    long vector() {
      return QUAD / type.perWord() * BYTES;
    }

    long end() {
      return biases + vectors * BYTES;
    }
  }

  VectorPerceptron(List<Dense> dense, WeightType type, Arena arena) {
    super(dense.getFirst().in(), dense.getLast().out());
    layers = new Layer[dense.size()];
    long at = 0;
    int most = 0;
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer(dense.get(i), type, at);
      at = layers[i].end();
      most = Math.max(most, layers[i].vectors * LANES);
    }
    widest = most;
    paddedInputs = layers[0].quads * QUAD;
    memory = arena.allocate(Math.max(at, BYTES), Tensor.ALIGNMENT);
    for (int i = 0; i < layers.length; i++) {
      pack(dense.get(i), layers[i]);
    }
  }

  private void pack(Dense dense, Layer layer) {
    WeightType type = layer.type;
    Tensor weight = dense.weight();
    float[] scratch = new float[type.perWord()];
    int wordsOfQuad = QUAD / type.perWord();
    for (int column = 0; column < layer.out; column++) {
      float scale = type.scale(weight, column);
      memory.set(ValueLayout.JAVA_FLOAT, layer.scales + 4L * column, scale * 0x1p-24f);
      if (dense.epilogue().hasBias()) {
        float bias = dense.epilogue().bias().segment().getAtIndex(ValueLayout.JAVA_FLOAT, column);
        memory.set(ValueLayout.JAVA_FLOAT, layer.biases + 4L * column, bias);
      }
      int strip = strip(layer.vectors, column / LANES);
      int width = width(layer.vectors - strip);
      long at = layer.words + layer.vector() * layer.quads * strip + 4L * (column - strip * LANES);
      for (int number = 0; number < layer.quads * wordsOfQuad; number++) {
        int word = type.word(weight, column, number, scale, scratch);
        memory.set(ValueLayout.JAVA_INT, at, word);
        at += width * BYTES;
      }
    }
  }

  /** The vectors of a strip where so many are left. */
  private static int width(int left) {
    return left >= FOUR ? FOUR : left >= 2 ? 2 : 1;
  }

  /** The first vector of the strip that a vector is in. */
  private static int strip(int vectors, int vector) {
    int first = 0;
    while (first + width(vectors - first) <= vector) {
      first += width(vectors - first);
    }
    return first;
  }

  @Override
  public int scratch(int rows) {
    return paddedInputs + 2 * widest;
  }

  /**
   * Runs all layers for one row.
   *
   * @param s scratch memory
   */
  void row(MemorySegment x, long xt, MemorySegment s, MemorySegment y, long yt) {
    MemorySegment in = x;
    long at = xt;
    if (inputs() % QUAD != 0) {
      MemorySegment.copy(x, xt, s, 0, 4L * inputs());
      for (int i = inputs(); i < paddedInputs; i++) {
        s.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, 0);
      }
      in = s;
      at = 0;
    }
    for (int i = 0; i < layers.length; i++) {
      Layer layer = layers[i];
      long to = 4L * paddedInputs + i % 2 * 4L * widest;
      strips(layer, in, at, s, to);
      if (layer.bends) {
        layer.activation.forward(s, to, s, to, layer.out);
      }
      in = s;
      at = to;
    }
    MemorySegment.copy(s, at, y, yt, 4L * outputs());
  }

  private void strips(Layer layer, MemorySegment x, long xt, MemorySegment y, long yt) {
    long at = layer.words;
    long scales = layer.scales;
    long biases = layer.biases;
    long to = yt;
    for (int left = layer.vectors; left > 0; ) {
      int width = width(left);
      strip(layer, width, x, xt, at, scales, biases, y, to);
      left -= width;
      at += layer.vector() * layer.quads * width;
      scales += width * BYTES;
      biases += width * BYTES;
      to += width * BYTES;
    }
  }

  private void strip(
      Layer layer,
      int width,
      MemorySegment x,
      long xt,
      long wt,
      long st,
      long bt,
      MemorySegment y,
      long yt) {
    int quads = layer.quads;
    float floor = layer.floor;
    switch (layer.type) {
      case F32 -> {
        switch (width) {
          case FOUR -> FloatStrips.four(quads, x, xt, memory, wt, bt, floor, y, yt);
          case 2 -> FloatStrips.two(quads, x, xt, memory, wt, bt, floor, y, yt);
          default -> FloatStrips.one(quads, x, xt, memory, wt, bt, floor, y, yt);
        }
      }
      case BF16 -> {
        switch (width) {
          case FOUR -> BfloatStrips.four(quads, x, xt, memory, wt, bt, floor, y, yt);
          case 2 -> BfloatStrips.two(quads, x, xt, memory, wt, bt, floor, y, yt);
          default -> BfloatStrips.one(quads, x, xt, memory, wt, bt, floor, y, yt);
        }
      }
      case I8 -> {
        switch (width) {
          case FOUR -> ByteStrips.four(quads, x, xt, memory, wt, st, bt, floor, y, yt);
          case 2 -> ByteStrips.two(quads, x, xt, memory, wt, st, bt, floor, y, yt);
          default -> ByteStrips.one(quads, x, xt, memory, wt, st, bt, floor, y, yt);
        }
      }
    }
  }
}
