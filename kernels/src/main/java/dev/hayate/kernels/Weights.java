package dev.hayate.kernels;

import java.util.Arrays;

/** Factors by class or by column. Immutable and safe to share. */
public final class Weights {
  /** A factor of 1 everywhere. */
  public static final Weights NONE = new Weights(new double[0]);

  private final double[] values;

  private Weights(double[] values) {
    this.values = values;
  }

  /**
   * One factor for each class or column.
   *
   * @throws IllegalArgumentException if there is none, or one is negative, infinite or NaN
   */
  public static Weights of(double... values) {
    for (double value : values) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weights: " + Arrays.toString(values) + ": expected finite numbers of 0 or more");
      }
    }
    if (values.length == 0) {
      throw new IllegalArgumentException("weights: expected at least one");
    }
    return new Weights(values.clone());
  }

  /** The factor of one class or column. */
  public double at(int index) {
    return values.length == 0 ? 1 : values[index];
  }

  /** Whether all factors are 1 because none were given. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /** The number of factors; 0 for {@link #NONE}. */
  public int size() {
    return values.length;
  }

  /** A copy of the factors; empty for {@link #NONE}. */
  public double[] values() {
    return values.clone();
  }

  void check(String operation, int count) {
    if (values.length != 0 && values.length != count) {
      throw Operands.refuse(
          operation, values.length + " weights: expected one for each of " + count);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
