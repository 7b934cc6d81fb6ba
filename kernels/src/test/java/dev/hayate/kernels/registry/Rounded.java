package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;

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
    double quotient = value / other.value;
    double least = Math.abs(other.value) - other.error;
    return round(quotient, (error + Math.abs(quotient) * other.error) / least);
  }

  /** {@code |sqrt(a) - sqrt(b)|} is at most {@code |a - b| / sqrt(a)} and {@code sqrt(|a - b|)}. */
  Rounded root() {
    double root = Math.sqrt(value);
    return round(root, Math.min(error / root, Math.sqrt(error)));
  }

  Rounded size() {
    return new Rounded(Math.abs(value), error);
  }

  Rounded most(Rounded other) {
    return new Rounded(Math.max(value, other.value), Math.max(error, other.error));
  }

  /** Expects this in a result. */
  void expectedIn(Expectation result, int index) {
    result.within(index, value, error);
  }
}
