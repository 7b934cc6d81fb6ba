package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code y = x / (1 + |x|)}. */
final class SoftsignFunction implements VectorFunction {
  private static final FloatVector ONE = VectorExp.all(1);

  @Override
  public FloatVector value(FloatVector x) {
    return x.div(x.abs().add(ONE));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector inverse = ONE.div(saved.abs().add(ONE));
    // One factor after the other: their square may be too small for a number.
    return dy.mul(inverse).mul(inverse);
  }
}
