package dev.hayate.kernels.loss;

import dev.hayate.kernels.Tensor;

/** The logarithm of a sum of exponentials. */
final class LogSums {
  private LogSums() {}

  /** {@code log sum_j exp(x[row, j])}, without overflow; NaN if there is one. */
  static double of(Tensor x, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < x.cols(); j++) {
      max = Math.max(max, x.get(row, j));
    }
    double sum = 0;
    for (int j = 0; j < x.cols(); j++) {
      sum += Math.exp(x.get(row, j) - max);
    }
    return max + Math.log(sum);
  }
}
