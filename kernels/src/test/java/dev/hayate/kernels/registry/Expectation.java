package dev.hayate.kernels.registry;

/** What an operand should hold after a call, element by element in row-major order. */
final class Expectation {
  final double[] value;
  final double[] bound;

  /** At first: every element as it was before, bit for bit. */
  Expectation(double[] before) {
    value = before.clone();
    bound = new double[before.length];
  }

  /** Expects a number, rounded to float32 once and not otherwise changed. */
  void exactly(int index, double expected) {
    value[index] = expected;
    bound[index] = 0;
  }

  /** Expects a number within a bound, which is of no account if the number is not finite. */
  void within(int index, double expected, double error) {
    value[index] = expected;
    bound[index] = error;
  }

  /** Whether what was found will do. NaN is any NaN; a bound of 0 tells the zeros apart. */
  boolean accepts(int index, float found) {
    double expected = value[index];
    double error = bound[index];
    if (Double.isNaN(expected)) {
      return Float.isNaN(found);
    }
    if (Double.isInfinite(expected)) {
      return found == expected;
    }
    if (!(error >= 0 && error < Double.POSITIVE_INFINITY)) {
      throw new IllegalStateException("the row gives a bound of " + error + " for " + expected);
    }
    if (error == 0) {
      return Float.floatToIntBits(found) == Float.floatToIntBits((float) expected);
    }
    if (Float.isInfinite(found)) {
      return Math.abs(expected) + error >= Float.MAX_VALUE && (found > 0) == (expected > 0);
    }
    return Math.abs(found - expected) <= error;
  }

  /** What was expected, for a message. */
  String describe(int index) {
    return bound[index] == 0 ? "exactly " + value[index] : value[index] + " within " + bound[index];
  }
}
