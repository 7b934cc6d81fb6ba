package dev.hayate.nn.data;

import dev.hayate.kernels.Tensor;

/**
 * Rows to learn from: off-heap features and targets.
 *
 * @param features float32, {@code [n, d]}
 * @param targets {@code [n, t]}: int32 class numbers with {@code t = 1}, or float32 values
 */
public record Dataset(Tensor features, Tensor targets) {
  /** The number of rows. */
  public int size() {
    return features.rows();
  }
}
