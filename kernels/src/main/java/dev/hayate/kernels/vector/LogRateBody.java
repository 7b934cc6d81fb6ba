package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code exp(x) - t x}. */
final class LogRateBody implements VectorPointLoss {
  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return VectorExp.exp(x).sub(target.mul(x));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return VectorExp.exp(x).sub(target);
  }
}
