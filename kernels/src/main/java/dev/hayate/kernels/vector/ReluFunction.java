package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = max(x, 0)} by compare and blend, which keeps NaN and costs less than {@code max} with
 * its rules for -0.
 */
final class ReluFunction implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  @Override
  public FloatVector value(FloatVector x) {
    return x.blend(ZERO, x.compare(VectorOperators.LE, ZERO));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.blend(ZERO, saved.compare(VectorOperators.LE, ZERO));
  }
}
