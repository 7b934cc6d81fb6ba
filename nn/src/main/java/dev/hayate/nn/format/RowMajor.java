package dev.hayate.nn.format;

import dev.hayate.kernels.Shape;

/** The row-major numbers of an array's elements, taken in column-major order. */
final class RowMajor {
  private final int[] dims;
  private final int[] at;
  private final long[] strides;
  private long next;

  RowMajor(Shape shape) {
    dims = shape.dims();
    at = new int[dims.length];
    strides = new long[dims.length];
    long stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
  }

  long next() {
    long result = next;
    for (int axis = 0; axis < dims.length; axis++) {
      next += strides[axis];
      if (++at[axis] < dims[axis]) {
        break;
      }
      next -= at[axis] * strides[axis];
      at[axis] = 0;
    }
    return result;
  }
}
