package dev.hayate.nn.metric;

import java.util.Arrays;

/**
 * How well scores tell two classes apart, whatever the threshold: the areas under scikit-learn's
 * ROC and precision-recall curves. Equal scores are one threshold. Immutable.
 */
public final class Ranking {
  private final int positives;
  private final int negatives;
  private final double rocArea;
  private final double precisionArea;

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
    positives = above.length;
    negatives = below.length;
    double roc = 0;
    double precision = 0;
    double right = 0;
    double wrong = 0;
    int p = positives;
    int n = negatives;
    while (p > 0 || n > 0) {
      double threshold =
          n == 0 || (p > 0 && above[p - 1] > below[n - 1]) ? above[p - 1] : below[n - 1];
      while (p > 0 && above[p - 1] == threshold) {
        p--;
      }
      while (n > 0 && below[n - 1] == threshold) {
        n--;
      }
      double nowRight = positives - p;
      double nowWrong = negatives - n;
      roc += (nowWrong - wrong) * (nowRight + right) / 2;
      precision += (nowRight - right) * nowRight / (nowRight + nowWrong);
      right = nowRight;
      wrong = nowWrong;
    }
    rocArea = roc;
    precisionArea = precision;
  }

  /** The scores of one class from the smallest up; the two zeros are the same. */
  private static double[] sorted(double[] scores, boolean[] positive, boolean wanted) {
    int count = 0;
    for (boolean each : positive) {
      count += each == wanted ? 1 : 0;
    }
    double[] sorted = new double[count];
    for (int i = scores.length - 1; i >= 0; i--) {
      if (positive[i] == wanted) {
        sorted[--count] = scores[i] + 0.0;
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * The area under the ROC curve by trapezoids, as {@code roc_auc_score}: the probability that a
   * positive sample scores above a negative one. NaN if a class is missing.
   */
  public double rocAuc() {
    return rocArea / ((double) positives * negatives);
  }

  /**
   * The average precision, {@code sum (R_n - R_(n-1)) P_n}, as {@code average_precision_score}: the
   * area under the precision-recall curve without interpolation. NaN without positive samples.
   */
  public double averagePrecision() {
    return precisionArea / positives;
  }
}
