package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = 1 / (1 + exp(-x))} within 6 units of 2^-24, and 0 where that is not a normal number:
 * {@code e / (1 + e)} below 0, so that the exponential is never more than 1.
 */
final class SigmoidFunction implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);

  /** The function, for those that are made of it. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = VectorExp.normal(ZERO.sub(x.abs()));
    return ONE.blend(e, x.compare(VectorOperators.LT, ZERO)).div(e.add(ONE));
  }

  @Override
  public FloatVector value(FloatVector x) {
    return sigmoid(x);
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.mul(ONE.sub(saved).mul(saved));
  }
}
