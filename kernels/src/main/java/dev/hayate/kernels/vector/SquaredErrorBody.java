package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code (x - t)^2}. */
final class SquaredErrorBody implements VectorPointLoss {
  private static final FloatVector TWO = VectorExp.all(2);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    FloatVector error = x.sub(target);
    return error.mul(error);
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return x.sub(target).mul(TWO);
  }
}
