package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Tensor;

/** What softmax and cross entropy need to know of a row. */
final class Rows {
  private Rows() {}

  /** The largest element; NaN if there is one, negative infinity without elements. */
  static double max(Tensor x, long begin, int cols) {
    double max = Double.NEGATIVE_INFINITY;
    for (long i = begin; i < begin + cols; i++) {
      max = Math.max(max, Elements.get(x, i));
    }
    return max;
  }

  /** The sum of {@code exp(x - max)}. */
  static double sumOfExponentials(Tensor x, long begin, int cols, double max) {
    double sum = 0;
    for (long i = begin; i < begin + cols; i++) {
      sum += Math.exp(Elements.get(x, i) - max);
    }
    return sum;
  }
}
