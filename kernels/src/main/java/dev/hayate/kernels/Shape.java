package dev.hayate.kernels;

import java.util.Arrays;

/**
 * The dimensions of a tensor, outermost first. Immutable and safe to share.
 *
 * <p>Most operations see a tensor as a matrix: {@link #rows()} is the product of all dimensions but
 * the last, {@link #cols()} is the last. A vector {@code [n]} is a matrix of one row; a scalar
 * {@code []} is a matrix of one row and one column.
 */
public final class Shape {
  /** The largest number of dimensions. */
  public static final int MAX_RANK = 32;

  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final long size;
  private final int rows;

  private Shape(int[] dims) {
    this.dims = dims;
    long product = 1;
    boolean empty = false;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + ": dimension " + dim + " is negative");
      }
      empty |= dim == 0;
    }
    if (!empty) {
      for (int dim : dims) {
        product = multiply(product, dim, dims);
      }
    }
    this.size = empty ? 0 : product;
    this.rows = countRows(dims);
  }

  private static long multiply(long product, int dim, int[] dims) {
    if (Math.multiplyHigh(product, dim) != 0 || product * dim > Long.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(dims) + ": more elements than memory can hold");
    }
    return product * dim;
  }

  private static int countRows(int[] dims) {
    long rows = 1;
    for (int i = 0; i + 1 < dims.length; i++) {
      if (dims[i] == 0) {
        return 0;
      }
      rows = Math.min(rows * dims[i], (long) Integer.MAX_VALUE + 1);
    }
    if (rows > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(dims) + ": more than " + Integer.MAX_VALUE + " rows");
    }
    return (int) rows;
  }

  /**
   * A shape of the given dimensions; none make a scalar.
   *
   * @throws IllegalArgumentException if a dimension is negative, there are more than {@link
   *     #MAX_RANK}, the number of elements overflows, or the number of rows exceeds an {@code int}
   */
  public static Shape of(int... dims) {
    if (dims.length == 0) {
      return SCALAR;
    }
    if (dims.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "shape of rank " + dims.length + ": at most " + MAX_RANK + " dimensions are supported");
    }
    return new Shape(dims.clone());
  }

  /** The number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /**
   * The size of one dimension.
   *
   * @param axis from 0, the outermost, to {@code rank() - 1}
   */
  public int dim(int axis) {
    return dims[axis];
  }

  /** The number of elements, the product of all dimensions; 1 for a scalar. */
  public long size() {
    return size;
  }

  /** The number of rows of the matrix view: the product of all dimensions but the last. */
  public int rows() {
    return rows;
  }

  /** The number of columns of the matrix view: the last dimension; 1 for a scalar. */
  public int cols() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** This shape with one more dimension in front: the shape of a batch of such tensors. */
  public Shape batched(int batch) {
    int[] batched = new int[dims.length + 1];
    batched[0] = batch;
    System.arraycopy(dims, 0, batched, 1, dims.length);
    return of(batched);
  }

  /** A copy of the dimensions, outermost first. */
  public int[] dims() {
    return dims.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The dimensions in brackets, as in {@code [64, 784]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
