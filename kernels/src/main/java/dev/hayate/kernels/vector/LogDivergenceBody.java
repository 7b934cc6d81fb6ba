package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code exp(t) (t - x)}. */
final class LogDivergenceBody implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return VectorExp.exp(target).mul(target.sub(x));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return ZERO.sub(VectorExp.exp(target));
  }
}
