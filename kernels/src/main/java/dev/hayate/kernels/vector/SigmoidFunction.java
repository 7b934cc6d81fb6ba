package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@code y = 1 / (1 + exp(-x))}. */
final class SigmoidFunction implements VectorFunction {
  @Override
  public FloatVector value(FloatVector x) {
    FloatVector one = FloatVector.broadcast(Lanes.SPECIES, 1f);
    return one.div(VectorExp.exp(x.neg()).add(one));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector one = FloatVector.broadcast(Lanes.SPECIES, 1f);
    return dy.mul(one.sub(saved).mul(saved));
  }
}
