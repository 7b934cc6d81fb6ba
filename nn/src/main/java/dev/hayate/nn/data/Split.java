package dev.hayate.nn.data;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which rows belong together when a set is shared out for training, validation and test.
 *
 * <p>The rows are shuffled, ordered by their classes (stratified), and given one after the other to
 * the part that is furthest behind its share. So every part has its share of all rows and of each
 * class, to within a row or two. Within a part the rows stand in their first order. The same seed
 * gives the same parts.
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
    int[] taken = new int[fractions.length];
    for (int i = 0; i < order.length; i++) {
      int neediest = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int p = 0; p < fractions.length; p++) {
        double missing = fractions[p] * (i + 1) - taken[p];
        if (fractions[p] > 0 && missing > most) {
          most = missing;
          neediest = p;
        }
      }
      part[order[i]] = neediest;
      taken[neediest]++;
    }
    return collect(part, fractions.length);
  }

  /**
   * Shares out rows for one round of cross-validation: every row is tested in one of the rounds.
   *
   * @param classes as in {@link #rows}
   * @param folds how many rounds there are, 2 or more
   * @param fold the round, from 0
   * @param validation the share of all rows that is neither learned from nor tested with
   * @return the rows to learn from, for validation and to test with, each rising
   * @throws IllegalArgumentException if a number is out of range
   */
  public static List<int[]> fold(int[] classes, long seed, int folds, int fold, double validation) {
    double each = 1.0 / folds;
    if (folds < 2 || fold < 0 || fold >= folds || !(validation >= 0 && validation < 1 - each)) {
      throw new IllegalArgumentException(
          "split: fold "
              + fold
              + " of "
              + folds
              + " with "
              + validation
              + " for validation: expected 2 folds or more, and rows to learn from");
    }
    double[] shares = new double[folds];
    Arrays.fill(shares, each);
    List<int[]> parts = rows(classes, seed, shares);
    boolean[] tested = new boolean[classes.length];
    for (int row : parts.get(fold)) {
      tested[row] = true;
    }
    int[] others = new int[classes.length - parts.get(fold).length];
    int count = 0;
    for (int row = 0; row < classes.length; row++) {
      if (!tested[row]) {
        others[count++] = row;
      }
    }
    int[] theirs = Arrays.stream(others).map(row -> classes[row]).toArray();
    double share = validation / (1 - each);
    List<int[]> inner = rows(theirs, seed, 1 - share, share);
    return List.of(
        Arrays.stream(inner.get(0)).map(i -> others[i]).toArray(),
        Arrays.stream(inner.get(1)).map(i -> others[i]).toArray(),
        parts.get(fold));
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
