package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code y = -log(1 + exp(-x))}. */
final class LogSigmoidFunction implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  @Override
  public FloatVector value(FloatVector x) {
    return ZERO.sub(VectorLog.softplus(ZERO.sub(x)));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return SigmoidFunction.sigmoid(ZERO.sub(saved)).mul(dy);
  }
}
