package dev.hayate.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An array of numbers on off-heap memory with a {@link Shape}, row-major.
 *
 * <p>A tensor does not own its memory: the {@link Arena} that the segment came from does, and once
 * that arena is closed every access fails with {@link IllegalStateException}. A tensor object is
 * immutable and cheap; the memory behind it is not guarded, so two threads that write one tensor at
 * a time need their own order.
 *
 * <p>Memory is contiguous except for views made by {@link #columns}, whose rows lie {@link
 * #stride()} elements apart. Matrix products and copies take such views; every other operation asks
 * for contiguous operands and says so when it is given something else.
 *
 * <p>Memory allocated here is zeroed and aligned to {@link #ALIGNMENT} bytes, a cache line and the
 * widest vector. Wrapped segments need only the alignment of their elements.
 */
public final class Tensor {
  /** The alignment in bytes of every tensor allocated by {@link #allocate}. */
  public static final long ALIGNMENT = 64;

  /**
   * The bytes of a tensor that is made from an array, at least and at most; see {@link #zeroed}.
   */
  private static final long COPIED_FROM = 64 * 1024;

  private static final long COPIED_TO = 1024 * 1024;

  private final MemorySegment segment;
  private final Shape shape;
  private final DType type;
  private final int rows;
  private final int cols;
  private final int stride;

  private Tensor(MemorySegment segment, DType type, Shape shape, int stride) {
    this.segment = segment;
    this.type = type;
    this.shape = shape;
    this.rows = shape.rows();
    this.cols = shape.cols();
    this.stride = stride;
  }

  /** A zeroed float32 tensor in the given arena. */
  public static Tensor allocate(Arena arena, int... dims) {
    return allocate(arena, DType.F32, Shape.of(dims));
  }

  /** A zeroed tensor in the given arena, aligned to {@link #ALIGNMENT} bytes. */
  public static Tensor allocate(Arena arena, DType type, Shape shape) {
    MemorySegment segment = zeroed(arena, shape.size() * type.bytes());
    return new Tensor(segment, type, shape, shape.cols());
  }

  /**
   * The JDK fills new memory by a loop of its own, eight bytes a round, which takes 10 ms for 1 MB
   * at the start of a program. What is made from an array it only copies.
   */
  private static MemorySegment zeroed(Arena arena, long bytes) {
    if (bytes < COPIED_FROM || bytes > COPIED_TO) {
      return arena.allocate(bytes, ALIGNMENT);
    }
    byte[] zeros = new byte[(int) (bytes + ALIGNMENT)];
    MemorySegment around = arena.allocateFrom(ValueLayout.JAVA_BYTE, zeros);
    return around.asSlice(-around.address() & (ALIGNMENT - 1), bytes, ALIGNMENT);
  }

  /** A float32 tensor that holds a copy of the values, in row-major order. */
  public static Tensor of(Arena arena, Shape shape, float... values) {
    Tensor tensor = allocate(arena, DType.F32, shape);
    tensor.copyFrom(values);
    return tensor;
  }

  /** A one-dimensional int32 tensor that holds a copy of the values. */
  public static Tensor ofInts(Arena arena, int... values) {
    Tensor tensor = allocate(arena, DType.I32, Shape.of(values.length));
    MemorySegment.copy(values, 0, tensor.segment, ValueLayout.JAVA_INT, 0, values.length);
    return tensor;
  }

  /** The float32 view {@code wrap(segment, DType.F32, shape)}. */
  public static Tensor wrap(MemorySegment segment, Shape shape) {
    return wrap(segment, DType.F32, shape);
  }

  /**
   * A tensor that shares the first bytes of a native segment.
   *
   * @throws IllegalArgumentException if the segment is on the heap, is smaller than the shape
   *     needs, or does not begin at a multiple of the element's size
   */
  public static Tensor wrap(MemorySegment segment, DType type, Shape shape) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "tensor "
              + shape
              + ": the segment is on the heap: expected native memory, as from an Arena");
    }
    long bytes = shape.size() * type.bytes();
    if (segment.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "tensor " + shape + ": needs " + bytes + " bytes, the segment has " + segment.byteSize());
    }
    if (segment.address() % type.bytes() != 0) {
      throw new IllegalArgumentException(
          "tensor "
              + shape
              + ": the segment begins at address "
              + segment.address()
              + ", expected a multiple of "
              + type.bytes());
    }
    return new Tensor(segment.asSlice(0, bytes), type, shape, shape.cols());
  }

  /** The memory, beginning with the first element. */
  public MemorySegment segment() {
    return segment;
  }

  /** The dimensions. */
  public Shape shape() {
    return shape;
  }

  /** The type of the elements. */
  public DType type() {
    return type;
  }

  /** The number of rows of the matrix view; see {@link Shape#rows()}. */
  public int rows() {
    return rows;
  }

  /** The number of columns of the matrix view; see {@link Shape#cols()}. */
  public int cols() {
    return cols;
  }

  /** The number of elements. */
  public long size() {
    return shape.size();
  }

  /** The distance between the beginnings of two rows in elements: BLAS's leading dimension. */
  public int stride() {
    return stride;
  }

  /** Whether the elements follow each other without gaps. */
  public boolean isContiguous() {
    return stride == cols || rows <= 1;
  }

  /**
   * A view of {@code count} rows of the matrix view, from row {@code from}; shares memory.
   *
   * @return a tensor of shape {@code [count, cols()]}
   * @throws IllegalArgumentException if there are fewer rows
   */
  public Tensor rows(int from, int count) {
    checkRange("rows", from, count, rows);
    Shape view = Shape.of(count, cols);
    return new Tensor(slice((long) from * stride, view), type, view, stride);
  }

  /**
   * A view of {@code count} columns of the matrix view, from column {@code from}; shares memory.
   *
   * @return a tensor of shape {@code [rows(), count]} whose stride is this tensor's
   * @throws IllegalArgumentException if there are fewer columns
   */
  public Tensor columns(int from, int count) {
    checkRange("columns", from, count, cols);
    Shape view = Shape.of(rows, count);
    return new Tensor(slice(from, view), type, view, stride);
  }

  /**
   * The same elements under another shape; shares memory.
   *
   * @throws IllegalArgumentException if the number of elements differs or this is not contiguous
   */
  public Tensor reshape(Shape other) {
    if (other.size() != shape.size() || !isContiguous()) {
      throw new IllegalArgumentException(
          "reshape: "
              + describe()
              + " cannot be seen as "
              + other
              + (isContiguous() ? ": sizes differ" : ": it is not contiguous"));
    }
    return new Tensor(segment, type, other, other.cols());
  }

  private MemorySegment slice(long first, Shape view) {
    if (view.size() == 0) {
      return segment.asSlice(0, 0);
    }
    long elements = (long) (view.rows() - 1) * stride + view.cols();
    return segment.asSlice(first * type.bytes(), elements * type.bytes());
  }

  private void checkRange(String what, int from, int count, int available) {
    if (from < 0 || count < 0 || (long) from + count > available) {
      throw new IllegalArgumentException(
          what
              + ": from "
              + from
              + ", count "
              + count
              + ": "
              + describe()
              + " has only "
              + available);
    }
  }

  /**
   * The float32 element at a row and a column of the matrix view; of an int32 tensor, what its bits
   * are as a float32.
   *
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public float get(int row, int col) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, index(row, col));
  }

  /** Sets the float32 element at a row and a column of the matrix view. */
  public void set(int row, int col, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, index(row, col), value);
  }

  /**
   * The int32 element at a row and a column of the matrix view; of a float32 tensor, its bits.
   *
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public int getInt(int row, int col) {
    return segment.getAtIndex(ValueLayout.JAVA_INT, index(row, col));
  }

  /** Sets the int32 element at a row and a column of the matrix view. */
  public void setInt(int row, int col, int value) {
    segment.setAtIndex(ValueLayout.JAVA_INT, index(row, col), value);
  }

  private long index(int row, int col) {
    if (row < 0 || row >= rows || col < 0 || col >= cols) {
      throw new IndexOutOfBoundsException(
          "element [" + row + ", " + col + "] of " + describe() + " seen as " + matrix());
    }
    return (long) row * stride + col;
  }

  private String matrix() {
    return "[" + rows + ", " + cols + "]";
  }

  /**
   * Copies all values, in row-major order, into this float32 tensor.
   *
   * @throws IllegalArgumentException if the number of values is not {@link #size()}
   */
  public void copyFrom(float[] values) {
    if (values.length != size()) {
      throw new IllegalArgumentException(
          "copyFrom: " + values.length + " values for " + describe());
    }
    for (int row = 0; row < filledRows(); row++) {
      MemorySegment.copy(
          values,
          row * cols,
          segment,
          ValueLayout.JAVA_FLOAT,
          (long) row * stride * type.bytes(),
          cols);
    }
  }

  /** A heap copy of all values of this float32 tensor, in row-major order. */
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(size())];
    for (int row = 0; row < filledRows(); row++) {
      MemorySegment.copy(
          segment,
          ValueLayout.JAVA_FLOAT,
          (long) row * stride * type.bytes(),
          values,
          row * cols,
          cols);
    }
    return values;
  }

  /** A heap copy of all values of this int32 tensor, in row-major order. */
  public int[] toInts() {
    int[] values = new int[Math.toIntExact(size())];
    for (int row = 0; row < filledRows(); row++) {
      MemorySegment.copy(
          segment,
          ValueLayout.JAVA_INT,
          (long) row * stride * type.bytes(),
          values,
          row * cols,
          cols);
    }
    return values;
  }

  /** The rows that have elements: a view of no columns has no memory to begin its rows in. */
  private int filledRows() {
    return cols == 0 ? 0 : rows;
  }

  /**
   * Whether writing this tensor could change an element of the other one. Column views of one
   * matrix that have no column in common do not overlap.
   */
  public boolean overlaps(Tensor other) {
    if (size() == 0 || other.size() == 0) {
      return false;
    }
    long begin = segment.address();
    long otherBegin = other.segment.address();
    if (begin + segment.byteSize() <= otherBegin
        || otherBegin + other.segment.byteSize() <= begin) {
      return false;
    }
    if (stride != other.stride || type.bytes() != other.type.bytes()) {
      return true;
    }
    long rowBytes = (long) stride * type.bytes();
    long apart = Math.floorMod(otherBegin - begin, rowBytes);
    return apart < (long) cols * type.bytes()
        || apart + (long) other.cols * type.bytes() > rowBytes;
  }

  /** The shape, and the type and stride where they are not the usual, for messages. */
  public String describe() {
    StringBuilder text = new StringBuilder(shape.toString());
    if (type != DType.F32) {
      text.append(' ').append(type);
    }
    if (!isContiguous()) {
      text.append(" with rows ").append(stride).append(" apart");
    }
    return text.toString();
  }

  /** The type and the shape, never the values. */
  @Override
  public String toString() {
    return "Tensor " + describe();
  }
}
