package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code (1 - t) x + log(1 + exp(-x))}. */
final class LogitCrossEntropyBody implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return ONE.sub(target).mul(x).add(VectorLog.softplus(ZERO.sub(x)));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return ONE.sub(target).sub(SigmoidFunction.sigmoid(ZERO.sub(x)));
  }
}
