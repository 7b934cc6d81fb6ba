package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential of the normal distribution. The rounding of the square is made good: {@code
 * exp(-(s + d) / 2)} is {@code exp(-s / 2) (1 - d / 2)}.
 */
final class NormalTail {
  /** From here on the density is no normal number, and the tail is 0. */
  private static final FloatVector END = VectorExp.all(13.2f);

  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector MINUS_HALF = VectorExp.all(-0.5f);

  private NormalTail() {}

  /** What is left of a magnitude: all of it up to where the tail ends. NaN stays. */
  static FloatVector bounded(FloatVector magnitude) {
    return magnitude.blend(END, magnitude.compare(VectorOperators.GT, END));
  }

  /** {@code exp(-z^2 / 2)} within 6 u, for a bounded z; 0 at the end. */
  static FloatVector density(FloatVector z) {
    FloatVector square = z.mul(z);
    FloatVector rest = z.fma(z, ZERO.sub(square));
    FloatVector e = VectorExp.near(square.mul(MINUS_HALF));
    FloatVector exact = e.mul(MINUS_HALF).fma(rest, e);
    return exact.blend(ZERO, z.compare(VectorOperators.EQ, END));
  }
}
