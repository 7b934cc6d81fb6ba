package dev.hayate.nn.format;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * An array as it stands in a file: a type, a shape, and bytes that are still in the file's own
 * order.
 *
 * <p>Immutable and safe to share for as long as the arena that was given to the reader is open. The
 * bytes are usually the file itself, mapped and read-only: reading them costs page faults and no
 * copy, and cutting the file short while it is mapped makes accesses fail with {@link
 * InternalError}.
 */
public final class StoredArray {
  private static final int CHUNK = 1 << 13;

  /** Heap segments are copied by the channel, as much at once as it is given. */
  private static final int WRITE_BYTES = 1 << 20;

  private final String name;
  private final ElementType type;
  private final Shape shape;
  private final MemorySegment data;
  private final ByteOrder order;
  private final boolean columnMajor;

  StoredArray(
      String name,
      ElementType type,
      Shape shape,
      MemorySegment data,
      ByteOrder order,
      boolean columnMajor) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.order = order;
    this.columnMajor = columnMajor && shape.rank() > 1;
  }

  /**
   * An array over bytes that lie in row-major or column-major order.
   *
   * @param data as many bytes as the shape and the type need; they are used, not copied
   * @param order of the bytes of one element
   * @param columnMajor whether the first index runs fastest, as in Fortran
   * @throws IllegalArgumentException if there are more or fewer bytes
   */
  public static StoredArray of(
      ElementType type, Shape shape, MemorySegment data, ByteOrder order, boolean columnMajor) {
    if (data.byteSize() != shape.size() * type.bytes()) {
      throw new IllegalArgumentException(
          "array: "
              + data.byteSize()
              + " bytes: expected "
              + shape.size() * type.bytes()
              + " for "
              + type
              + " "
              + shape);
    }
    return new StoredArray("", type, shape, data, order, columnMajor);
  }

  /** A float32 or int32 tensor as an array: the same memory, or a copy where it has gaps. */
  public static StoredArray of(Tensor tensor) {
    return new StoredArray(
        "",
        tensor.type() == DType.F32 ? ElementType.F32 : ElementType.I32,
        tensor.shape(),
        tensor.isContiguous() ? tensor.segment() : gathered(tensor),
        ByteOrder.nativeOrder(),
        false);
  }

  private static MemorySegment gathered(Tensor tensor) {
    long rowBytes = (long) tensor.cols() * tensor.type().bytes();
    long strideBytes = (long) tensor.stride() * tensor.type().bytes();
    MemorySegment copy = Arena.ofAuto().allocate(tensor.rows() * rowBytes, Long.BYTES);
    for (int row = 0; row < tensor.rows(); row++) {
      MemorySegment.copy(tensor.segment(), row * strideBytes, copy, row * rowBytes, rowBytes);
    }
    return copy;
  }

  /**
   * A row-major array in little-endian bytes that a reader in another package found.
   *
   * @throws IllegalArgumentException if there are more or fewer bytes than the shape needs
   */
  public static StoredArray of(String name, ElementType type, Shape shape, MemorySegment data) {
    if (data.byteSize() != shape.size() * type.bytes()) {
      throw new IllegalArgumentException(
          Place.quote(name) + ": " + data.byteSize() + " bytes for " + type + " " + shape);
    }
    return new StoredArray(name, type, shape, data, ByteOrder.LITTLE_ENDIAN, false);
  }

  /** The same elements, in their order, under another shape of as many; shares memory. */
  public StoredArray reshaped(Shape other) {
    if (other.size() != shape.size() || columnMajor) {
      throw new IllegalArgumentException(this + " cannot be seen as " + other);
    }
    return new StoredArray(name, type, other, data, order, false);
  }

  /** Whether the elements stand in the order of the shape, the last dimension fastest. */
  public boolean isRowMajor() {
    return !columnMajor;
  }

  /** This array with all dimensions in reverse order; shares memory. */
  public StoredArray transposed() {
    int[] dims = shape.dims();
    int[] reversed = new int[dims.length];
    for (int axis = 0; axis < dims.length; axis++) {
      reversed[axis] = dims[dims.length - 1 - axis];
    }
    return new StoredArray(name, type, Shape.of(reversed), data, order, !columnMajor);
  }

  /** The name, empty in formats that have none. */
  public String name() {
    return name;
  }

  /** The type of the elements in the file. */
  public ElementType type() {
    return type;
  }

  /** The dimensions, outermost first. */
  public Shape shape() {
    return shape;
  }

  /** The bytes in the file's own order; as many as the shape and the type need. */
  public MemorySegment data() {
    return data;
  }

  /** The order of the bytes of one element. */
  public ByteOrder order() {
    return order;
  }

  /** Whether the first index runs fastest, as in Fortran; false with less than two dimensions. */
  public boolean isColumnMajor() {
    return columnMajor;
  }

  /** This array, or its values in float32, each rounded once to nearest, under the same name. */
  StoredArray toFloat32() {
    if (isFloat32()) {
      return this;
    }
    Tensor values = floats(Arena.ofAuto());
    return new StoredArray(
        name, ElementType.F32, shape, values.segment(), ByteOrder.nativeOrder(), false);
  }

  /** This array, or a copy of the same type, row-major and little-endian. */
  StoredArray toLittleEndian() {
    if (!columnMajor && (order == ByteOrder.LITTLE_ENDIAN || type.bytes() == 1)) {
      return this;
    }
    MemorySegment copy = Arena.ofAuto().allocate(data.byteSize(), Long.BYTES);
    RowMajor index = new RowMajor(shape);
    int bytes = type.bytes();
    boolean swap = order != ByteOrder.LITTLE_ENDIAN;
    for (long from = 0; from < data.byteSize(); from += bytes) {
      long to = columnMajor ? index.next() * bytes : from;
      for (int i = 0; i < bytes; i++) {
        byte b = data.get(ValueLayout.JAVA_BYTE, from + i);
        copy.set(ValueLayout.JAVA_BYTE, to + (swap ? bytes - 1 - i : i), b);
      }
    }
    return new StoredArray(name, type, shape, copy, ByteOrder.LITTLE_ENDIAN, false);
  }

  /** Writes the bytes as they are. */
  void write(WritableByteChannel channel) throws IOException {
    for (long done = 0; done < data.byteSize(); ) {
      long count = Math.min(data.byteSize() - done, WRITE_BYTES);
      AtomicFile.writeFully(channel, data.asSlice(done, count).asByteBuffer());
      done += count;
    }
  }

  /**
   * The values as a float32 tensor of the same shape, row-major.
   *
   * <p>When the file holds just that, aligned to 4 bytes, the tensor shares the file's read-only
   * memory and lives as long as this array does; otherwise it is a copy in the given arena, every
   * value rounded once to nearest. Use {@link #copyTo} for values that are going to be changed.
   */
  public Tensor floats(Arena arena) {
    if (isFloat32() && data.address() % Float.BYTES == 0 && data.isNative()) {
      return Tensor.wrap(data, shape);
    }
    Tensor tensor = Tensor.allocate(arena, DType.F32, shape);
    copyTo(tensor);
    return tensor;
  }

  /**
   * Copies the values, each rounded once to nearest, into a contiguous float32 tensor of this
   * shape.
   *
   * @throws IllegalArgumentException if the tensor has another shape or type, or gaps
   */
  public void copyTo(Tensor tensor) {
    if (!tensor.shape().equals(shape) || tensor.type() != DType.F32 || !tensor.isContiguous()) {
      throw new IllegalArgumentException(
          Place.quote(name) + " is " + type + " " + shape + ", the tensor is " + tensor.describe());
    }
    if (isFloat32()) {
      MemorySegment.copy(data, 0, tensor.segment(), 0, data.byteSize());
      return;
    }
    long size = shape.size();
    float[] chunk = new float[(int) Math.min(CHUNK, size)];
    RowMajor index = new RowMajor(shape);
    Widening widening = new Widening();
    for (long done = 0; done < size; done += chunk.length) {
      int count = (int) Math.min(chunk.length, size - done);
      widening.floats(type, data, done * type.bytes(), order, chunk, count);
      if (columnMajor) {
        for (int i = 0; i < count; i++) {
          tensor.segment().setAtIndex(ValueLayout.JAVA_FLOAT, index.next(), chunk[i]);
        }
      } else {
        MemorySegment.copy(
            chunk, 0, tensor.segment(), ValueLayout.JAVA_FLOAT, done * Float.BYTES, count);
      }
    }
  }

  /**
   * A row-major copy of the values in double; exact but for 64-bit integers beyond 2^53.
   *
   * @throws ArithmeticException if there are more than an array can hold
   */
  public double[] doubles() {
    double[] values = new double[Math.toIntExact(shape.size())];
    double[] chunk = new double[Math.min(CHUNK, values.length)];
    RowMajor index = new RowMajor(shape);
    Widening widening = new Widening();
    for (int done = 0; done < values.length; done += chunk.length) {
      int count = Math.min(chunk.length, values.length - done);
      widening.doubles(type, data, (long) done * type.bytes(), order, chunk, count);
      for (int i = 0; i < count; i++) {
        values[columnMajor ? (int) index.next() : done + i] = chunk[i];
      }
    }
    return values;
  }

  /**
   * A row-major copy of integers or truth values; unsigned 64-bit integers keep their bits.
   *
   * @throws IllegalArgumentException if the elements are floats
   * @throws ArithmeticException if there are more than an array can hold
   */
  public long[] longs() {
    if (!type.isInteger()) {
      throw new IllegalArgumentException(
          Place.quote(name) + " is " + type + " " + shape + ": its elements are not integers");
    }
    long[] values = new long[Math.toIntExact(shape.size())];
    long[] chunk = new long[Math.min(CHUNK, values.length)];
    RowMajor index = new RowMajor(shape);
    Widening widening = new Widening();
    for (int done = 0; done < values.length; done += chunk.length) {
      int count = Math.min(chunk.length, values.length - done);
      widening.longs(type, data, (long) done * type.bytes(), order, chunk, count);
      for (int i = 0; i < count; i++) {
        values[columnMajor ? (int) index.next() : done + i] = chunk[i];
      }
    }
    return values;
  }

  private boolean isFloat32() {
    return type == ElementType.F32 && !columnMajor && order == ByteOrder.nativeOrder();
  }

  /** The name, the type and the shape, never the values. */
  @Override
  public String toString() {
    return (name.isEmpty() ? "" : Place.quote(name) + " ") + type + " " + shape;
  }
}
