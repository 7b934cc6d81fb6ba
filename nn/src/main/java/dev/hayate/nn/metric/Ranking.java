package dev.hayate.nn.metric;

import java.util.Arrays;

/**
 * How well scores tell two classes apart, whatever the threshold: the areas under scikit-learn's
 * ROC and precision-recall curves. Equal scores are one threshold. Immutable.
 */
public final class Ranking {
  private final double[] falsePositives;
  private final double[] truePositives;

  /**
   * Sorts the samples.
   *
   * @param scores one for each sample, larger for the positive class; none NaN
   * @param positive whether each sample is of the positive class
   * @throws IllegalArgumentException if the numbers differ or a score is NaN
   */
  public Ranking(double[] scores, boolean[] positive) {
    if (scores.length != positive.length || Arrays.stream(scores).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "ranking: "
              + scores.length
              + " scores, "
              + positive.length
              + " classes: expected as many, and no NaN");
    }
    double[] above = sorted(scores, positive, true);
    double[] below = sorted(scores, positive, false);
    double[] wrong = new double[scores.length + 1];
    double[] right = new double[scores.length + 1];
    int points = 1;
    int p = above.length;
    int n = below.length;
    while (p > 0 || n > 0) {
      double threshold =
          n == 0 || (p > 0 && above[p - 1] > below[n - 1]) ? above[p - 1] : below[n - 1];
      while (p > 0 && above[p - 1] == threshold) {
        p--;
      }
      while (n > 0 && below[n - 1] == threshold) {
        n--;
      }
      right[points] = above.length - p;
      wrong[points] = below.length - n;
      points++;
    }
    falsePositives = Arrays.copyOf(wrong, points);
    truePositives = Arrays.copyOf(right, points);
  }

  /** The scores of one class from the smallest up; the two zeros are the same. */
  private static double[] sorted(double[] scores, boolean[] positive, boolean wanted) {
    double[] some = new double[scores.length];
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      if (positive[i] == wanted) {
        some[count++] = scores[i] + 0.0;
      }
    }
    double[] sorted = Arrays.copyOf(some, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * The area under the ROC curve by trapezoids, as {@code roc_auc_score}: the probability that a
   * positive sample scores above a negative one. NaN if a class is missing.
   */
  public double rocAuc() {
    double area = 0;
    for (int i = 1; i < truePositives.length; i++) {
      double width = falsePositives[i] - falsePositives[i - 1];
      area += width * (truePositives[i] + truePositives[i - 1]) / 2;
    }
    return area / (positives() * negatives());
  }

  /**
   * The average precision, {@code sum (R_n - R_(n-1)) P_n}, as {@code average_precision_score}: the
   * area under the precision-recall curve without interpolation. NaN without positive samples.
   */
  public double averagePrecision() {
    double area = 0;
    for (int i = 1; i < truePositives.length; i++) {
      double found = truePositives[i] - truePositives[i - 1];
      area += found * truePositives[i] / (truePositives[i] + falsePositives[i]);
    }
    return area / positives();
  }

  private double positives() {
    return truePositives[truePositives.length - 1];
  }

  private double negatives() {
    return falsePositives[falsePositives.length - 1];
  }
}
