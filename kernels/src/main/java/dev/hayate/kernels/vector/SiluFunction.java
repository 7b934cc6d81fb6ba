package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code y = x / (1 + exp(-x))}. */
final class SiluFunction implements VectorFunction {
  private static final FloatVector ONE = VectorExp.all(1);

  @Override
  public FloatVector value(FloatVector x) {
    return SigmoidFunction.sigmoid(x).mul(x);
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector s = SigmoidFunction.sigmoid(saved);
    return ONE.sub(s).mul(s).fma(saved, s).mul(dy);
  }
}
