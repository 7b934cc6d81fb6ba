package dev.hayate.nn.metric;

import dev.hayate.kernels.Tensor;

/**
 * How far predicted values are from true ones.
 *
 * @param mae the mean absolute error, in the target's unit
 * @param rmse the root of the mean squared error, in the target's unit
 * @param r2 the coefficient of determination, {@code 1 - sum (y - p)^2 / sum (y - mean)^2}
 */
public record Regression(double mae, double rmse, double r2) {
  /**
   * Measures predictions; all three are NaN without samples.
   *
   * @param predicted {@code [n, 1]}
   * @param truth {@code [n, 1]}
   */
  public static Regression of(Tensor predicted, Tensor truth) {
    int n = truth.rows();
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += truth.get(i, 0) / n;
    }
    double absolute = 0;
    double squared = 0;
    double spread = 0;
    for (int i = 0; i < n; i++) {
      double error = (double) truth.get(i, 0) - predicted.get(i, 0);
      double centred = truth.get(i, 0) - mean;
      absolute += Math.abs(error);
      squared += error * error;
      spread += centred * centred;
    }
    return new Regression(absolute / n, Math.sqrt(squared / n), 1 - squared / spread);
  }
}
