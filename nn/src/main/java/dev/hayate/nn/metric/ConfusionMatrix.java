package dev.hayate.nn.metric;

import dev.hayate.kernels.Tensor;

/**
 * How often each true class was taken for each other, as {@code sklearn.metrics.confusion_matrix}:
 * rows are true classes, columns predicted ones.
 */
public final class ConfusionMatrix {
  private final int[][] counts;

  /**
   * Counts predictions.
   *
   * @param scores {@code [n, classes]}; the first largest of a row is the prediction
   * @param classes int32, {@code [n, 1]}, from 0 to {@code classes - 1}
   */
  public ConfusionMatrix(Tensor scores, Tensor classes) {
    counts = new int[scores.cols()][scores.cols()];
    for (int row = 0; row < scores.rows(); row++) {
      counts[classes.getInt(row, 0)][largest(scores, row)]++;
    }
  }

  private static int largest(Tensor scores, int row) {
    int best = 0;
    for (int j = 1; j < scores.cols(); j++) {
      if (scores.get(row, j) > scores.get(row, best)) {
        best = j;
      }
    }
    return best;
  }

  /** The number of classes. */
  public int classes() {
    return counts.length;
  }

  /** How many samples of one class were predicted to be of another. */
  public int count(int truth, int predicted) {
    return counts[truth][predicted];
  }

  /** The share of samples on the diagonal; NaN without samples. */
  public double accuracy() {
    long right = 0;
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
      for (int count : counts[i]) {
        all += count;
      }
    }
    return all == 0 ? Double.NaN : (double) right / all;
  }
}
