package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code y = 1 / (1 + exp(-x))}. */
final class SigmoidFunction implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);

  @Override
  public FloatVector value(FloatVector x) {
    return ONE.div(VectorExp.exp(ZERO.sub(x)).add(ONE));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.mul(ONE.sub(saved).mul(saved));
  }
}
