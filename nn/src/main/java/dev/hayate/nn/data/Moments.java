package dev.hayate.nn.data;

/**
 * Mean and population standard deviation (divided by n, as scikit-learn's StandardScaler does).
 *
 * @param mean 0 of no values
 * @param deviation 1 where all values are the same, so that it can be divided by
 */
record Moments(double mean, double deviation) {
  /** Two passes, in double. */
  static Moments of(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = values.length == 0 ? 0 : sum / values.length;
    double squares = 0;
    double rest = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
      rest += value - mean;
    }
    // What rounding left of the mean is taken out of the squares (Chan, Golub and LeVeque).
    double variance =
        values.length == 0 ? 0 : (squares - rest * rest / values.length) / values.length;
    return of(mean, variance, values.length);
  }

  /** The moments of so many values of which the variance is known. */
  static Moments of(double mean, double variance, long count) {
    double deviation = Math.sqrt(Math.max(variance, 0));
    // Equal values leave rounding errors, which must not be blown up to the size of features.
    boolean same = !(deviation > Math.abs(mean) * count * Math.ulp(1.0));
    return new Moments(mean, same ? 1 : deviation);
  }
}
