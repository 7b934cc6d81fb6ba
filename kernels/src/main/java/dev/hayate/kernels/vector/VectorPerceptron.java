package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.LANES;

import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Relu;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dense layers packed into one segment, and the walk through them for one row; {@link RowBlocks}
 * has the one for several.
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

  /** The quads that a strip runs through in a rehearsal. */
  private static final int REHEARSED = 8;

  private final Layer[] layers;
  private final MemorySegment memory;
  private final int paddedInputs;
  private final int widest;
  private final boolean blocks;
  private final Rehearsal rehearsal;
  private final Optional<Trial> trial;
  private volatile Optional<PlainPerceptron> plain;

  /** Where a layer's parts are, and what becomes of its sums. */
  static final class Layer {
    final WeightType type;
    final int in;
    final int out;
    final int quads;
    final int vectors;
    final long words;
    final long scales;
    final long biases;
    final float floor;
    final boolean bends;
    final Optional<ActivationLoop> activation;

    Layer(Dense dense, WeightType type, long at) {
      Epilogue epilogue = dense.epilogue();
      boolean relu = epilogue.activation() instanceof Relu;
      this.type = type;
      in = dense.in();
      out = dense.out();
      quads = (dense.in() + QUAD - 1) / QUAD;
      vectors = (dense.out() + LANES - 1) / LANES;
      words = at;
      scales = words + vector() * quads * vectors;
      biases = scales + vectors * BYTES;
      floor = relu ? 0 : Float.NEGATIVE_INFINITY;
      bends = epilogue.hasActivation() && !relu;
      activation =
          bends ? Optional.of(ActivationLoops.of(epilogue.activation())) : Optional.empty();
    }

    /** The bytes of a quad's words for one vector of columns. */
    long vector() {
      return QUAD / type.perWord() * BYTES;
    }

    long end() {
      return biases + vectors * BYTES;
    }

    /** The layer for plain loops, without weights yet. */
    PlainPerceptron.Layer plain() {
      int wide = vectors / FOUR * FOUR;
      return new PlainPerceptron.Layer(
          in, out, wide * LANES, (vectors - wide) * LANES, floor, type == WeightType.I8);
    }
  }

  VectorPerceptron(List<Dense> dense, WeightType type, Rehearsal rehearsal, Arena arena) {
    super(dense.getFirst().in(), dense.getLast().out());
    layers = new Layer[dense.size()];
    long at = 0;
    int most = 0;
    int longest = 0;
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer(dense.get(i), type, at);
      at = layers[i].end();
      most = Math.max(most, layers[i].vectors * LANES);
      longest = Math.max(longest, Math.max(layers[i].in, layers[i].out));
    }
    widest = most;
    blocks = type == WeightType.F32 && longest <= RowBlocks.LONGEST;
    paddedInputs = layers[0].quads * QUAD;
    memory = Tensor.allocate(arena, Math.toIntExact(Math.max(at, BYTES) / Float.BYTES)).segment();
    this.rehearsal = rehearsal;
    boolean starts = !rehearsal.isOver() && weights() <= PlainPerceptron.MOST_WEIGHTS;
    List<PlainPerceptron.Layer> plainLayers = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      Optional<PlainPerceptron.Layer> plainLayer =
          starts ? Optional.of(layers[i].plain()) : Optional.empty();
      LayerPacking.pack(dense.get(i), layers[i], memory, plainLayer);
      plainLayer.ifPresent(plainLayers::add);
    }
    plain =
        starts
            ? Optional.of(new PlainPerceptron(plainLayers.toArray(PlainPerceptron.Layer[]::new)))
            : Optional.empty();
    boolean small = type == WeightType.F32 && weights() <= Trial.MOST_WEIGHTS;
    trial = small ? Optional.of(OwnCode.trial(layers, places())) : Optional.empty();
  }

  /** Where in scratch memory layers read and write, in the order of {@link OwnCode}. */
  private long[] places() {
    long[] places = new long[layers.length + 1];
    for (int i = 0; i < layers.length; i++) {
      places[i + 1] = place(i);
    }
    return places;
  }

  /** Runs all layers for one row by code of this perceptron's own; see {@link #row}. */
  void row(RowCode code, MemorySegment x, long xt, MemorySegment s, MemorySegment y, long yt) {
    code.run(x, xt, memory, s, y, yt);
  }

  /** Where in scratch memory a layer writes for one row; before that is room for the inputs. */
  private long place(int layer) {
    return 4L * paddedInputs + layer % 2 * 4L * widest;
  }

  private long weights() {
    long weights = 0;
    for (Layer layer : layers) {
      weights += 4L * layer.quads * layer.vectors * LANES;
    }
    return weights;
  }

  /** The vectors of a strip where so many are left. */
  static int width(int left) {
    return left >= FOUR ? FOUR : left >= 2 ? 2 : 1;
  }

  @Override
  public int scratch(int rows) {
    int one = paddedInputs + 2 * widest;
    return inBlocks(rows) ? Math.max(one, RowBlocks.scratchRows(rows) * widest) : one;
  }

  /** Whether some rows go through the layers in blocks. */
  boolean inBlocks(int rows) {
    return rows > 1 && blocks;
  }

  /**
   * Runs all layers for several rows, {@link #inBlocks}.
   *
   * @param x the form of the rows
   * @param rows where they are
   * @param s scratch memory
   */
  void blocks(Tensor x, MemorySegment rows, MemorySegment s, Tensor y) {
    long xRow = 4L * x.stride();
    RowBlocks.run(x.rows(), layers, memory, rows, xRow, s, y.segment(), 4L * y.stride());
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
      long to = place(i);
      strips(layer, in, at, s, to);
      if (layer.bends) {
        layer.activation.get().forward(s, to, s, to, layer.out);
      }
      // The next layer reads whole quads, and an infinity times no weight is not a number.
      for (int j = layer.out; i < layers.length - 1 && j % QUAD != 0; j++) {
        s.set(ValueLayout.JAVA_FLOAT_UNALIGNED, to + 4L * j, 0);
      }
      in = s;
      at = to;
    }
    MemorySegment.copy(s, at, y, yt, 4L * outputs());
  }

  /** How the strips of this type get compiled. */
  Rehearsal rehearsal() {
    return rehearsal;
  }

  /** How code of this perceptron's own takes over from the strips, if it is small enough. */
  Optional<Trial> trial() {
    return trial;
  }

  /** These layers for plain loops, until the strips are compiled. */
  Optional<PlainPerceptron> plain() {
    return plain;
  }

  /** Lets go of what {@link #plain} gave. */
  void dropPlain() {
    plain = Optional.empty();
  }

  /**
   * Runs all layers for one row by plain loops.
   *
   * @param s scratch memory
   */
  void row(
      PlainPerceptron.Row row,
      MemorySegment x,
      long xt,
      MemorySegment s,
      MemorySegment y,
      long yt) {
    row.read(x, xt);
    for (int i = 0; i < layers.length; i++) {
      row.layer(i);
      if (layers[i].bends) {
        row.write(i, s, 0);
        layers[i].activation.get().forward(s, 0, s, 0, layers[i].out);
        row.read(s, 0, i);
      }
    }
    row.write(layers.length - 1, y, yt);
  }

  /**
   * Runs a few rounds of each kind of strip that there is.
   *
   * @param s scratch memory: what it holds is read, and overwritten
   * @return the multiply-adds of it as a share of a row's
   */
  double rehearse(MemorySegment s) {
    int seen = 0;
    long done = 0;
    for (Layer layer : layers) {
      for (int left = layer.vectors; left > 0; left -= width(left)) {
        int width = width(left);
        if ((seen & width) == 0) {
          seen |= width;
          int quads = Math.min(layer.quads, REHEARSED);
          strip(layer, width, quads, s, 0, layer.words, layer.scales, layer.biases, s, 0);
          done += 4L * quads * width * LANES;
        }
      }
    }
    return (double) done / weights();
  }

  private void strips(Layer layer, MemorySegment x, long xt, MemorySegment y, long yt) {
    long at = layer.words;
    long scales = layer.scales;
    long biases = layer.biases;
    long to = yt;
    for (int left = layer.vectors; left > 0; ) {
      int width = width(left);
      strip(layer, width, layer.quads, x, xt, at, scales, biases, y, to);
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
      int quads,
      MemorySegment x,
      long xt,
      long wt,
      long st,
      long bt,
      MemorySegment y,
      long yt) {
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
