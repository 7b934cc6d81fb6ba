package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code log(1 + exp(-t x))}. */
final class SoftMarginBody implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return VectorLog.softplus(ZERO.sub(target.mul(x)));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    FloatVector minus = ZERO.sub(target);
    return SigmoidFunction.sigmoid(minus.mul(x)).mul(minus);
  }
}
