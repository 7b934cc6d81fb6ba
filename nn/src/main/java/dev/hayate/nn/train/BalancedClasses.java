package dev.hayate.nn.train;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;

/**
 * Draws rows so that every class is as likely as every other: a function of the seed and of the
 * epoch alone.
 */
final class BalancedClasses {
  private BalancedClasses() {}

  /**
   * Fills an array with numbers of rows, drawn with replacement.
   *
   * @param classOf the class of each row
   */
  static void draw(int[] classOf, long seed, long epoch, int[] rows) {
    int classes = 0;
    for (int number : classOf) {
      classes = Math.max(classes, number + 1);
    }
    int[] begins = new int[classes + 1];
    for (int number : classOf) {
      begins[number + 1]++;
    }
    int[] present =
        java.util.stream.IntStream.range(0, classes).filter(c -> begins[c + 1] > 0).toArray();
    for (int c = 0; c < classes; c++) {
      begins[c + 1] += begins[c];
    }
    int[] byClass = new int[classOf.length];
    int[] next = begins.clone();
    for (int i = 0; i < classOf.length; i++) {
      byClass[next[classOf[i]]++] = i;
    }
    long stream = RandomStream.SAMPLING.at(epoch);
    for (int i = 0; i < rows.length; i++) {
      int drawn = present[Philox.below(present.length, seed, stream, 2L * i)];
      int size = begins[drawn + 1] - begins[drawn];
      rows[i] = byClass[begins[drawn] + Philox.below(size, seed, stream, 2L * i + 1)];
    }
  }
}
