package dev.hayate.nn.examples;

import dev.hayate.kernels.Philox;
import java.util.Locale;

/**
 * Two rules that are older than gradients, in plain arrays: Rosenblatt's perceptron, which corrects
 * its mistakes, and Hebb's, which strengthens what fires together.
 */
final class PerceptronAndHebb {
  private static final int POINTS = 60;
  private static final double GAP = 0.1;

  private PerceptronAndHebb() {}

  /**
   * What the perceptron did.
   *
   * @param corrections until it made no mistake any more; -1 if it never came so far
   * @param bound Novikoff's: the square of the largest length over the width of the gap
   */
  record Perceptron(int corrections, double bound) {}

  /** Points of the square to both sides of a line, none of them within the gap around it. */
  static Perceptron perceptron(long seed) {
    double[][] points = new double[POINTS][];
    int[] sides = new int[POINTS];
    double longest = 0;
    int count = 0;
    for (int i = 0; count < POINTS; i++) {
      double x = 2 * Philox.uniform(seed, 0, 2L * i) - 1;
      double y = 2 * Philox.uniform(seed, 0, 2L * i + 1) - 1;
      double distance = (x + 2 * y - 0.3) / Math.sqrt(1 + 4 + 0.09);
      if (Math.abs(distance) > GAP) {
        points[count] = new double[] {x, y, 1}; // the last one carries the bias
        sides[count] = distance > 0 ? 1 : -1;
        longest = Math.max(longest, x * x + y * y + 1);
        count++;
      }
    }
    double[] weights = new double[3];
    int corrections = 0;
    for (int pass = 0; pass < 1000; pass++) {
      int before = corrections;
      for (int i = 0; i < POINTS; i++) {
        if (sides[i] * product(weights, points[i]) <= 0) {
          for (int j = 0; j < 3; j++) {
            weights[j] += sides[i] * points[i][j];
          }
          corrections++;
        }
      }
      if (corrections == before) {
        return new Perceptron(corrections, longest / (GAP * GAP));
      }
    }
    return new Perceptron(-1, longest / (GAP * GAP));
  }

  /**
   * Hebb's rule as a memory: every pattern adds the products of its own signs to the weights. How
   * many signs of the first pattern come back when some of them are given wrong.
   *
   * @param size signs in a pattern
   * @param patterns how many are kept
   * @param wrong how many signs of the first are turned round
   */
  static int recalled(int size, int patterns, int wrong, long seed) {
    int[][] kept = new int[patterns][size];
    double[][] weights = new double[size][size];
    for (int p = 0; p < patterns; p++) {
      for (int i = 0; i < size; i++) {
        kept[p][i] = Philox.uniform(seed, p, i) < 0.5 ? -1 : 1;
      }
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          weights[i][j] += i == j ? 0 : kept[p][i] * kept[p][j];
        }
      }
    }
    double[] state = new double[size];
    for (int i = 0; i < size; i++) {
      state[i] = i < wrong ? -kept[0][i] : kept[0][i];
    }
    for (int round = 0; round < 5; round++) {
      double[] next = new double[size];
      for (int i = 0; i < size; i++) {
        next[i] = product(weights[i], state) < 0 ? -1 : 1;
      }
      state = next;
    }
    int right = 0;
    for (int i = 0; i < size; i++) {
      right += state[i] == kept[0][i] ? 1 : 0;
    }
    return right;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  public static void main(String... args) {
    Perceptron perceptron = perceptron(1);
    System.out.printf(
        Locale.ROOT,
        "the perceptron needed %d corrections; the theorem allows %.0f%n",
        perceptron.corrections(),
        perceptron.bound());
    for (int patterns : new int[] {1, 5, 10, 50}) {
      System.out.printf(
          "Hebb: %d patterns kept, %d of 100 signs come back from 85%n",
          patterns, recalled(100, patterns, 15, 1));
    }
  }
}
