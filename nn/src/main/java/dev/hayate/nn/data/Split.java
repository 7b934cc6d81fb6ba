package dev.hayate.nn.data;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which rows belong together when a set is shared out for training, validation and test.
 *
 * <p>Each class is shared out on its own (stratified), so that every part has about the same mix of
 * classes: of n rows of a class, the parts together take the first round(n f) for the sum f of
 * their fractions. Within a class the rows are shuffled; within a part they stand in their first
 * order. The same seed gives the same parts.
 */
public final class Split {
  private static final double TOLERANCE = 1e-9;

  private Split() {}

  /**
   * Shares out rows.
   *
   * @param classes the class of each row; all the same where there are none
   * @param fractions how much of each class each part gets; their sum is 1
   * @return one rising array of row numbers for each fraction; every row is in one of them
   * @throws IllegalArgumentException if a fraction is negative or their sum is not 1
   */
  public static List<int[]> rows(int[] classes, long seed, double... fractions) {
    double sum = 0;
    for (double fraction : fractions) {
      if (!(fraction >= 0)) {
        throw new IllegalArgumentException("split: fraction " + fraction + " is not 0 or more");
      }
      sum += fraction;
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException(
          "split: the fractions " + Arrays.toString(fractions) + " add up to " + sum + ", not 1");
    }
    int[] part = new int[classes.length];
    int[] order = shuffledByClass(classes, seed);
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && classes[order[to]] == classes[order[from]]) {
        to++;
      }
      double share = 0;
      int next = from;
      for (int p = 0; p < fractions.length; p++) {
        share += fractions[p];
        int end =
            p == fractions.length - 1
                ? to
                : from + (int) Math.round((to - from) * Math.min(share, 1));
        for (; next < end; next++) {
          part[order[next]] = p;
        }
      }
      from = to;
    }
    return collect(part, fractions.length);
  }

  private static int[] shuffledByClass(int[] classes, long seed) {
    int[] order = new int[classes.length];
    Arrays.setAll(order, row -> row);
    long stream = RandomStream.SPLIT.at(0);
    for (int i = order.length - 1; i > 0; i--) {
      int j = Philox.below(i + 1, seed, stream, i);
      int row = order[i];
      order[i] = order[j];
      order[j] = row;
    }
    // A class in the upper half and a place in the lower one sort by class and keep the shuffle.
    long[] keys = new long[order.length];
    Arrays.setAll(keys, i -> (long) classes[order[i]] << 32 | i);
    Arrays.sort(keys);
    int[] sorted = new int[order.length];
    Arrays.setAll(sorted, i -> order[(int) keys[i]]);
    return sorted;
  }

  private static List<int[]> collect(int[] part, int parts) {
    int[] sizes = new int[parts];
    for (int p : part) {
      sizes[p]++;
    }
    List<int[]> rows = new ArrayList<>();
    for (int size : sizes) {
      rows.add(new int[size]);
    }
    Arrays.fill(sizes, 0);
    for (int row = 0; row < part.length; row++) {
      rows.get(part[row])[sizes[part[row]]++] = row;
    }
    return rows;
  }
}
