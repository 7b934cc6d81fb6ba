package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Values that are known while the file is read: weights, which stay in the file until they are
 * copied once, and what is computed from constants. Whole numbers may depend on the size of the
 * batch, {@code a + b N}: so shapes are computed before any batch is there.
 *
 * <p>Not safe to share between threads.
 */
final class Known implements Value {
  private static final long[] NONE = {};
  private static final double[] NO_FLOATS = {};

  private final ElementType type;
  private final Shape shape;
  private final Optional<StoredArray> stored;
  private double[] floats;
  private long[] whole;
  private final long[] perBatch;

  private Known(
      ElementType type,
      Shape shape,
      Optional<StoredArray> stored,
      double[] floats,
      long[] whole,
      long[] perBatch) {
    this.type = type;
    this.shape = shape;
    this.stored = stored;
    this.floats = floats;
    this.whole = whole;
    this.perBatch = perBatch;
  }

  /** What stands in a file. */
  static Known of(StoredArray array) {
    return new Known(array.type(), array.shape(), Optional.of(array), NO_FLOATS, NONE, NONE);
  }

  /** Numbers, each rounded to float32 unless the type is float64. */
  static Known floats(ElementType type, Shape shape, double[] values) {
    if (type != ElementType.F64) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) values[i];
      }
    }
    return new Known(type, shape, Optional.empty(), values, NONE, NONE);
  }

  /** One float32. */
  static Known scalar(double value) {
    return floats(ElementType.F32, Shape.of(), new double[] {value});
  }

  /** Whole numbers or truth values. */
  static Known whole(ElementType type, Shape shape, long... values) {
    return new Known(type, shape, Optional.empty(), NO_FLOATS, values, NONE);
  }

  /** Whole numbers {@code values[i] + perBatch[i] N}. */
  static Known symbolic(ElementType type, Shape shape, long[] values, long[] perBatch) {
    boolean plain = Arrays.stream(perBatch).allMatch(b -> b == 0);
    return new Known(type, shape, Optional.empty(), NO_FLOATS, values, plain ? NONE : perBatch);
  }

  /** The name that a tensor of the file has; empty for what was computed. */
  String name() {
    return stored.map(StoredArray::name).orElse("");
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public int rank() {
    return shape.rank();
  }

  @Override
  public String describe() {
    return type + " " + shape;
  }

  Shape shape() {
    return shape;
  }

  long size() {
    return shape.size();
  }

  boolean isWhole() {
    return type.isInteger();
  }

  /** Whether a value depends on the size of the batch. */
  boolean isSymbolic() {
    return perBatch.length != 0;
  }

  /** How often the batch goes into each value; empty if into none. */
  long[] perBatch() {
    return perBatch;
  }

  /** The values of whole numbers, at a batch of none; not to be changed. */
  long[] whole(Budget budget, Place place) throws ModelFormatException {
    if (stored.isPresent() && whole.length == 0) {
      budget.fold(size(), place);
      whole = stored.get().longs();
    }
    return whole;
  }

  /** The values of any type as numbers; not to be changed. */
  double[] numbers(Budget budget, Place place) throws ModelFormatException {
    if (isWhole()) {
      long[] values = whole(budget, place);
      budget.fold(size(), place);
      return Arrays.stream(values).asDoubleStream().toArray();
    }
    if (stored.isPresent() && floats.length == 0) {
      budget.fold(size(), place);
      floats = stored.get().doubles();
    }
    return floats;
  }

  /** The first value; there must be one. */
  double first() {
    if (isUnread()) {
      return stored.orElseThrow().doubles()[0];
    }
    return isWhole() ? whole[0] : floats[0];
  }

  /** The same elements under another shape of as many. */
  Known reshaped(Shape other) {
    if (!isUnread()) {
      return new Known(type, other, Optional.empty(), floats, whole, perBatch);
    }
    StoredArray array = stored.orElseThrow();
    if (other.equals(shape)) {
      return this;
    }
    if (array.isRowMajor()) {
      return seen(array.reshaped(other));
    }
    return isWhole()
        ? whole(type, other, array.longs())
        : new Known(type, other, Optional.empty(), array.doubles(), NONE, NONE);
  }

  /** A matrix with its dimensions exchanged. */
  Known transposed(Budget budget, Place place) throws ModelFormatException {
    return isUnread()
        ? seen(stored.orElseThrow().transposed())
        : Folding.transpose(this, new int[] {1, 0}, budget, place);
  }

  private Known seen(StoredArray view) {
    return new Known(type, view.shape(), Optional.of(view), NO_FLOATS, NONE, NONE);
  }

  /** Whether the values are still in the file alone. */
  private boolean isUnread() {
    return stored.isPresent() && floats.length == 0 && whole.length == 0;
  }

  /** These values under another type of whole numbers or another type of floats; the bits stay. */
  Known retyped(ElementType other) {
    return new Known(other, shape, stored, floats, whole, perBatch);
  }

  /** Copies all values, rounded to float32, into a contiguous tensor of as many elements. */
  void copyTo(Tensor tensor) {
    if (isUnread()) {
      stored.orElseThrow().copyTo(tensor.reshape(shape));
      return;
    }
    for (int i = 0; i < size(); i++) {
      double value = isWhole() ? whole[i] : floats[i];
      tensor.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
    }
  }

  /** The values as float32, in native memory. */
  Tensor tensor(Arena arena) {
    Tensor tensor = Tensor.allocate(arena, DType.F32, shape);
    copyTo(tensor);
    return tensor;
  }
}
