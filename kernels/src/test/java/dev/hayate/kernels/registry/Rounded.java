package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.gamma;
import static dev.hayate.kernels.registry.Bounds.grown;

/**
 * A number and how far float32 arithmetic may be from it: running error analysis (Higham, Accuracy
 * and Stability of Numerical Algorithms, section 3.3). Every operation hands on the errors of its
 * operands and adds its own rounding, so the bound of a formula is derived by writing it down.
 *
 * @param value as it is in double
 * @param error the bound
 */
record Rounded(double value, double error) {
  /** An operand, which is what it is. */
  static Rounded exact(double value) {
    return new Rounded(value, 0);
  }

  /** A hyperparameter, which is rounded to float32 first. */
  static Rounded hyper(double value) {
    return round(value, 0);
  }

  private static Rounded round(double value, double error) {
    return new Rounded(value, error + U * (Math.abs(value) + error) + TINY);
  }

  Rounded plus(Rounded other) {
    return round(value + other.value, error + other.error);
  }

  Rounded minus(Rounded other) {
    return round(value - other.value, error + other.error);
  }

  Rounded times(Rounded other) {
    return round(
        value * other.value,
        error * Math.abs(other.value) + other.error * Math.abs(value) + error * other.error);
  }

  /** The quotient; the divisor must be farther from 0 than its error. */
  Rounded over(Rounded other) {
    return over(other, 0);
  }

  /** The quotient by what is known to be at least so far from 0, whatever its error. */
  Rounded over(Rounded other, double floor) {
    double quotient = value / other.value;
    double least = Math.max(Math.abs(other.value) - other.error, floor);
    return round(quotient, (error + Math.abs(quotient) * other.error) / least);
  }

  /** {@code |sqrt(a) - sqrt(b)|} is at most {@code |a - b| / sqrt(a)} and {@code sqrt(|a - b|)}. */
  Rounded root() {
    double root = Math.sqrt(value);
    double near = root == 0 ? Double.POSITIVE_INFINITY : error / root;
    return round(root, Math.min(near, Math.sqrt(error)));
  }

  Rounded size() {
    return new Rounded(Math.abs(value), error);
  }

  /** The larger of this and a limit; not off at all where it is below that for certain. */
  Rounded atLeast(double limit) {
    return value + error <= limit ? exact(limit) : new Rounded(Math.max(value, limit), error);
  }

  Rounded most(Rounded other) {
    return new Rounded(Math.max(value, other.value), Math.max(error, other.error));
  }

  /** What exp promises: 2 ulp, which are 4 u; and a result that is not normal may be 0. */
  static Rounded exp(Rounded x) {
    double value = Math.exp(x.value);
    double grown = x.error == 0 ? 0 : value * Math.expm1(x.error);
    return new Rounded(value, grown + 4 * U * (value + grown) + Float.MIN_NORMAL);
  }

  /**
   * {@code 1 / (1 + exp(-x))} of what is exact: exp is off by 4 u and weighs less than 1 in the
   * sum; the sum and the quotient round once each. What is not normal may be 0, or what exp ends
   * at.
   */
  static Rounded sigmoid(double x) {
    double value = x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    return new Rounded(value, grown(6 * U) * value + Float.MIN_NORMAL);
  }

  /** What the logarithm promises: 2 ulp, which are 4 u. */
  static Rounded log(Rounded x) {
    double value = Math.log(x.value);
    return new Rounded(value, x.error / (x.value - x.error) + 4 * U * Math.abs(value) + TINY);
  }

  /** {@code log(1 + exp(x))}: exp, the quotient and the logarithm round to 8 u of a part of it. */
  static Rounded softplus(double x) {
    double part = Math.log1p(Math.exp(-Math.abs(x)));
    Rounded log = new Rounded(part, 10 * U * part + Float.MIN_NORMAL);
    return exact(Math.max(x, 0)).plus(log);
  }

  Rounded negated() {
    return new Rounded(-value, error);
  }

  /** Adds up, in any order. */
  static final class Sum {
    private double value;
    private double size;
    private double error;
    private int count;

    Sum plus(Rounded term) {
      value += term.value;
      size += Math.abs(term.value) + term.error;
      error += term.error;
      count++;
      return this;
    }

    /** Every term meets at most as many additions as there are terms. */
    Rounded total() {
      return new Rounded(value, error + gamma(count) * size + count * TINY);
    }
  }

  /** Expects this in a result. */
  void expectedIn(Expectation result, int index) {
    result.within(index, value, error);
  }
}
