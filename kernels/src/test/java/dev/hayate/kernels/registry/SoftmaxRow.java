package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.grown;

/**
 * One row of logits: its softmax in double, and how far float32 may be from it.
 *
 * <p>The difference {@code z = x - max} rounds once, so its exponential is off by {@code |z| u}
 * beside the 2 ulp, 4 u, that exp promises. A sum of n of them is off by the same, weighted by the
 * terms' shares in it, and by n - 1 roundings. All is relative: large logits cost digits, and no
 * way of computing in float32 has them.
 */
final class SoftmaxRow {
  /** What exp promises, as a share. */
  private static final double EXP = 4 * U;

  final double max;
  final double sum;

  /** How far the sum may be off, as a share of it. */
  final double sumError;

  private final double[] x;
  private final int from;

  SoftmaxRow(double[] x, int from, int cols) {
    this.x = x;
    this.from = from;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < cols; j++) {
      if (x[from + j] > largest || Double.isNaN(x[from + j])) {
        largest = x[from + j];
        if (Double.isNaN(largest)) {
          break;
        }
      }
    }
    max = largest;
    double total = 0;
    double weighted = 0;
    for (int j = 0; j < cols; j++) {
      double term = Math.exp(z(j));
      total += term;
      if (term > 0) {
        weighted += term * (Math.abs(z(j)) * U + EXP);
      }
    }
    sum = total;
    sumError = total > 0 ? grown(weighted / total + cols * U) : 0;
  }

  /** The logit below the largest one. */
  double z(int j) {
    return x[from + j] - max;
  }

  /** The probability. */
  double softmax(int j) {
    return Math.exp(z(j)) / sum;
  }

  /** How far the probability may be off, as a share of it, after so many roundings more. */
  double softmaxError(int j, int roundings) {
    return softmax(j) > 0 ? grown(Math.abs(z(j)) * U + EXP + sumError + roundings * U) : 0;
  }
}
