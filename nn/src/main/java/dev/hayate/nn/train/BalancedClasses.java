package dev.hayate.nn.train;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.data.Dataset;

/**
 * Draws rows so that every class is as likely as every other: a function of the seed and of the
 * epoch alone.
 */
final class BalancedClasses {
  private BalancedClasses() {}

  /** Fills the array with numbers of rows, drawn with replacement. */
  static void draw(Dataset data, long seed, long epoch, int[] rows) {
    Tensor targets = data.targets();
    if (targets.type() != DType.I32) {
      throw new IllegalArgumentException(
          "balanced sampling: the targets are " + targets.describe() + ": expected classes");
    }
    int classes = 0;
    for (int i = 0; i < data.size(); i++) {
      classes = Math.max(classes, targets.getInt(i, 0) + 1);
    }
    int[] begins = new int[classes + 1];
    for (int i = 0; i < data.size(); i++) {
      begins[targets.getInt(i, 0) + 1]++;
    }
    int[] present =
        java.util.stream.IntStream.range(0, classes).filter(c -> begins[c + 1] > 0).toArray();
    for (int c = 0; c < classes; c++) {
      begins[c + 1] += begins[c];
    }
    int[] byClass = new int[data.size()];
    int[] next = begins.clone();
    for (int i = 0; i < data.size(); i++) {
      byClass[next[targets.getInt(i, 0)]++] = i;
    }
    long stream = RandomStream.SAMPLING.at(epoch);
    for (int i = 0; i < rows.length; i++) {
      int drawn = present[Philox.below(present.length, seed, stream, 2L * i)];
      int size = begins[drawn + 1] - begins[drawn];
      rows[i] = byClass[begins[drawn] + Philox.below(size, seed, stream, 2L * i + 1)];
    }
  }
}
