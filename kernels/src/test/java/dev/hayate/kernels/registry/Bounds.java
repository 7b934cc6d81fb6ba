package dev.hayate.kernels.registry;

/**
 * How far float32 may be from the truth, after Higham, Accuracy and Stability of Numerical
 * Algorithms, chapters 2 and 3.
 */
final class Bounds {
  /** The unit roundoff of float32: one rounding is off by at most this share of its result. */
  static final double U = 0x1p-24;

  /** One operation whose result is denormal is off by at most this much, whatever its size. */
  static final double TINY = Float.MIN_VALUE;

  private Bounds() {}

  /**
   * What {@code n} roundings one after the other may amount to, as a share: {@code n u/(1-n u)}.
   */
  static double gamma(double n) {
    return grown(n * U);
  }

  /**
   * A first-order sum of relative errors, made to hold for their products too: {@code r / (1 - r)}.
   */
  static double grown(double r) {
    if (!(r >= 0 && r < 0.5)) {
      throw new IllegalArgumentException("a relative error of " + r + " says nothing");
    }
    return r / (1 - r);
  }

  /** So many units in the last place of a float32 result. */
  static double ulps(double ulps, double result) {
    return ulps * Math.ulp((float) result);
  }
}
