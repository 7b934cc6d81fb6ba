package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code x - t log(x + epsilon)}. */
record RateBody(FloatVector epsilon) implements VectorPointLoss {
  private static final FloatVector ONE = VectorExp.all(1);

  RateBody(double epsilon) {
    this(VectorExp.all((float) epsilon));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return x.sub(VectorLog.log(x.add(epsilon)).mul(target));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return ONE.sub(target.div(x.add(epsilon)));
  }

  @Override
  public boolean isLong() {
    return true;
  }
}
