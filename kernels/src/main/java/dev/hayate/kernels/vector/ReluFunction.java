package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = max(x, 0)} by compare and blend, which keeps NaN and costs less than {@code max} with
 * its rules for -0.
 */
final class ReluFunction implements VectorFunction {
  @Override
  public FloatVector value(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.blend(0f, saved.compare(VectorOperators.LE, 0f));
  }
}
