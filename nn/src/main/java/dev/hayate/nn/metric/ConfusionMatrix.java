package dev.hayate.nn.metric;

import dev.hayate.kernels.Tensor;
import java.util.function.IntToDoubleFunction;

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

  /** How an average over classes is made. */
  public enum Average {
    /** Of the counts of all classes together. */
    MICRO,
    /** Of the classes' own scores, each alike. */
    MACRO,
    /** Of the classes' own scores, each by its true samples. */
    WEIGHTED
  }

  /** The number of samples of a class: {@code support}. */
  public long support(int truth) {
    long sum = 0;
    for (int count : counts[truth]) {
      sum += count;
    }
    return sum;
  }

  /** The number of samples that were taken for a class. */
  public long predicted(int predicted) {
    long sum = 0;
    for (int[] row : counts) {
      sum += row[predicted];
    }
    return sum;
  }

  /**
   * The share of what was taken for a class that is of it, as {@code precision_score}; 0 if nothing
   * was.
   */
  public double precision(int label) {
    return ratio(counts[label][label], predicted(label));
  }

  /** The share of a class that was found, as {@code recall_score}; 0 if there is none of it. */
  public double recall(int label) {
    return ratio(counts[label][label], support(label));
  }

  /** The harmonic mean of precision and recall, as {@code f1_score}; 0 if both are. */
  public double f1(int label) {
    return ratio(2L * counts[label][label], support(label) + predicted(label));
  }

  /** The precision of all classes. */
  public double precision(Average average) {
    return average(average, this::precision);
  }

  /** The recall of all classes. */
  public double recall(Average average) {
    return average(average, this::recall);
  }

  /** The F1 score of all classes. */
  public double f1(Average average) {
    return average(average, this::f1);
  }

  /** Where every sample has one class, all micro averages are the accuracy. */
  private double average(Average average, IntToDoubleFunction score) {
    if (average == Average.MICRO) {
      return accuracy();
    }
    double sum = 0;
    double weights = 0;
    for (int label = 0; label < counts.length; label++) {
      boolean present = support(label) + predicted(label) > 0;
      double weight = average == Average.MACRO ? (present ? 1 : 0) : support(label);
      sum += weight * score.applyAsDouble(label);
      weights += weight;
    }
    return sum / weights;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
