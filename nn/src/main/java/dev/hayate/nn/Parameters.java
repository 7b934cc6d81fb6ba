package dev.hayate.nn;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Initialization;
import dev.hayate.nn.layer.ParameterSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named values of a model: one stretch of float32 memory for those that are trained and one for
 * the rest, in which every parameter begins at a multiple of {@link Tensor#ALIGNMENT} bytes, so
 * that an optimizer takes all of them in one pass.
 *
 * <p>Names are PyTorch's: the node's, a dot, the parameter's, as in {@code 0.weight}. Memory
 * belongs to the arena given; reading from several threads is safe while nobody writes.
 */
public final class Parameters {
  /** Floats of a matrix that are turned over at a time, and its columns at least. */
  private static final int TURNED = 256 * 1024;

  private static final int LEAST_COLUMNS = 16;

  /**
   * One parameter.
   *
   * @param name its full name
   * @param spec what the layer says of it
   * @param tensor its values, in the layout of memory: {@link ParameterSpec#storage()}
   */
  public record Entry(String name, ParameterSpec spec, Tensor tensor) {
    /**
     * Whether it has less than two dimensions: a bias, or the weight of a normalisation, which are
     * usually kept from decaying.
     */
    public boolean isVector() {
      return spec.shape().rank() < 2;
    }
  }

  private final Model model;
  private final Tensor flat;
  private final Tensor buffers;
  private final Map<String, Entry> entries;

  private Parameters(Model model, Tensor flat, Tensor buffers, Map<String, Entry> entries) {
    this.model = model;
    this.flat = flat;
    this.buffers = buffers;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Zeros for every parameter of a model. */
  public static Parameters allocate(Model model, Arena arena) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    long trained = 0;
    long kept = 0;
    for (Node node : model.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        String name = node.name() + "." + spec.name();
        specs.put(name, spec);
        offsets.put(name, spec.trained() ? trained : kept);
        long size = align(spec.shape().size());
        trained += spec.trained() ? size : 0;
        kept += spec.trained() ? 0 : size;
      }
    }
    Tensor flat = Tensor.allocate(arena, DType.F32, Shape.of(Math.toIntExact(trained)));
    Tensor buffers = Tensor.allocate(arena, DType.F32, Shape.of(Math.toIntExact(kept)));
    Map<String, Entry> entries = new LinkedHashMap<>();
    specs.forEach(
        (name, spec) -> {
          long offset = offsets.getOrDefault(name, 0L) * Float.BYTES;
          MemorySegment all = (spec.trained() ? flat : buffers).segment();
          MemorySegment segment = all.asSlice(offset, spec.shape().size() * Float.BYTES);
          entries.put(name, new Entry(name, spec, Tensor.wrap(segment, spec.storage())));
        });
    return new Parameters(model, flat, buffers, entries);
  }

  private static long align(long floats) {
    long unit = Tensor.ALIGNMENT / Float.BYTES;
    return (floats + unit - 1) / unit * unit;
  }

  /**
   * Gives every parameter its first values.
   *
   * @return this
   */
  Parameters initialize(long seed, Initialization initialization) {
    try (Backend backend = Backends.open()) {
      int index = 0;
      for (Entry entry : entries.values()) {
        long stream = RandomStream.INITIALIZATION.at(index);
        initialization
            .of(entry.name(), entry.spec())
            .fill(backend.random(), seed, stream, entry.tensor());
        index++;
      }
    }
    return this;
  }

  /** The model whose parameters these are. */
  public Model model() {
    return model;
  }

  /**
   * All values that are trained as one vector, with zeros between parameters where alignment asks
   * for them.
   */
  public Tensor flat() {
    return flat;
  }

  /** All values that are kept but not trained, such as running statistics, likewise. */
  public Tensor buffers() {
    return buffers;
  }

  /** All parameters, in the order of the model's nodes. */
  public Collection<Entry> entries() {
    return entries.values();
  }

  /**
   * The values of one parameter in the layout of memory, which for a linear layer's weight is
   * {@code [in, out]}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Tensor tensor(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "parameter " + name + ": expected one of " + entries.keySet());
    }
    return entry.tensor();
  }

  /**
   * Copies all values of other parameters of a model of the same parameters.
   *
   * @throws IllegalArgumentException if names, shapes or their order differ
   */
  public void copyFrom(Parameters other) {
    if (other.model != model && !other.shapes().equals(shapes())) {
      throw new IllegalArgumentException(
          "parameters: expected " + shapes() + ", found " + other.shapes());
    }
    MemorySegment.copy(other.flat.segment(), 0, flat.segment(), 0, flat.segment().byteSize());
    MemorySegment.copy(
        other.buffers.segment(), 0, buffers.segment(), 0, buffers.segment().byteSize());
  }

  private List<String> shapes() {
    return entries.values().stream().map(e -> e.name() + " " + e.spec().shape()).toList();
  }

  /** A copy in another arena. */
  public Parameters copy(Arena arena) {
    Parameters copy = allocate(model, arena);
    copy.copyFrom(this);
    return copy;
  }

  /**
   * A parameter in PyTorch's layout, which for a linear layer's weight is {@code [out, in]}.
   *
   * @param arena owns the copy
   */
  public static Tensor exported(Entry entry, Arena arena) {
    Tensor copy = Tensor.allocate(arena, DType.F32, entry.spec().shape());
    if (entry.spec().transposed()) {
      transpose(entry.tensor(), copy);
    } else {
      MemorySegment.copy(entry.tensor().segment(), 0, copy.segment(), 0, copy.segment().byteSize());
    }
    return copy;
  }

  /**
   * Takes a parameter's values from PyTorch's layout.
   *
   * @param values float32, contiguous; copied
   * @throws IllegalArgumentException if the type or the shape is not the parameter's
   */
  public static void load(Entry entry, Tensor values) {
    if (values.type() != DType.F32 || !values.isContiguous()) {
      throw new IllegalArgumentException(
          "parameter "
              + entry.name()
              + ": expected contiguous float32 values, found "
              + values.describe());
    }
    if (!values.shape().equals(entry.spec().shape())) {
      throw new IllegalArgumentException(
          "parameter "
              + entry.name()
              + ": expected shape "
              + entry.spec().shape()
              + ", found "
              + values.shape());
    }
    if (entry.spec().transposed()) {
      transpose(values, entry.tensor());
    } else {
      MemorySegment.copy(
          values.segment(), 0, entry.tensor().segment(), 0, values.segment().byteSize());
    }
  }

  /**
   * By arrays, some columns at a time: the first model of a program is loaded by the interpreter,
   * for which an element of an array is nothing, and a segment a hundred calls, whether it is read
   * by elements or by rows.
   */
  private static void transpose(Tensor from, Tensor to) {
    int rows = from.rows();
    int width = Math.min(from.cols(), Math.max(LEAST_COLUMNS, TURNED / Math.max(rows, 1)));
    boolean whole = width == from.cols() && from.stride() == width;
    float[] lines = new float[whole ? Math.multiplyExact(width, rows) : width];
    if (whole) {
      MemorySegment.copy(from.segment(), ValueLayout.JAVA_FLOAT, 0, lines, 0, lines.length);
    }
    float[] turned = new float[Math.multiplyExact(width, rows)];
    for (int col = 0; col < from.cols(); col += width) {
      int count = Math.min(width, from.cols() - col);
      for (int row = 0; row < rows; row++) {
        if (!whole) {
          long at = ((long) row * from.stride() + col) * Float.BYTES;
          MemorySegment.copy(from.segment(), ValueLayout.JAVA_FLOAT, at, lines, 0, count);
        }
        spread(lines, whole ? row * width : 0, count, turned, row, rows);
      }
      long at = (long) col * rows * Float.BYTES;
      MemorySegment.copy(turned, 0, to.segment(), ValueLayout.JAVA_FLOAT, at, count * rows);
    }
  }

  private static void spread(
      float[] lines, int from, int count, float[] turned, int row, int rows) {
    int at = row;
    for (int i = from; i < from + count; i++) {
      turned[at] = lines[i];
      at += rows;
    }
  }
}
