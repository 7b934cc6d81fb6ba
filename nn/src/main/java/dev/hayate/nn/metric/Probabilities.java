package dev.hayate.nn.metric;

import dev.hayate.kernels.Tensor;

/** How good probabilities of classes are. */
public final class Probabilities {
  /** The machine epsilon of double, to which scikit-learn clips. */
  private static final double LEAST = Math.ulp(1.0);

  private Probabilities() {}

  /**
   * The mean of {@code -log p} of the true classes, as {@code log_loss}: rows are brought to a sum
   * of 1, and probabilities to at least 2^-52. NaN without samples.
   *
   * @param probabilities {@code [n, classes]}
   * @param classes int32, {@code [n, 1]}
   */
  public static double logLoss(Tensor probabilities, Tensor classes) {
    double sum = 0;
    for (int row = 0; row < probabilities.rows(); row++) {
      double whole = 0;
      for (int j = 0; j < probabilities.cols(); j++) {
        whole += probabilities.get(row, j);
      }
      double p = probabilities.get(row, classes.getInt(row, 0)) / whole;
      sum -= Math.log(Math.clamp(p, LEAST, 1 - LEAST));
    }
    return sum / probabilities.rows();
  }

  /**
   * The mean of {@code sum_j (p_j - y_j)^2}, Brier's own score (1950) over all classes. For two
   * classes it is twice what {@code brier_score_loss} gives for the positive one.
   *
   * @param probabilities {@code [n, classes]}
   * @param classes int32, {@code [n, 1]}
   */
  public static double brier(Tensor probabilities, Tensor classes) {
    double sum = 0;
    for (int row = 0; row < probabilities.rows(); row++) {
      for (int j = 0; j < probabilities.cols(); j++) {
        double error = probabilities.get(row, j) - (j == classes.getInt(row, 0) ? 1.0 : 0.0);
        sum += error * error;
      }
    }
    return sum / probabilities.rows();
  }

  /**
   * The share of samples whose class is among the k largest scores, as {@code
   * top_k_accuracy_score}: of equal scores the later column counts as larger, as there. NaN without
   * samples.
   *
   * @param scores {@code [n, classes]}
   * @param classes int32, {@code [n, 1]}
   * @param k 1 or more
   */
  public static double topK(Tensor scores, Tensor classes, int k) {
    int right = 0;
    for (int row = 0; row < scores.rows(); row++) {
      int truth = classes.getInt(row, 0);
      float score = scores.get(row, truth);
      int above = 0;
      for (int j = 0; j < scores.cols(); j++) {
        float other = scores.get(row, j);
        above += other > score || (other == score && j > truth) ? 1 : 0;
      }
      right += above < k ? 1 : 0;
    }
    return (double) right / scores.rows();
  }
}
