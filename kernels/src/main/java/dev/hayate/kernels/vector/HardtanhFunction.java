package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code y = min(max(x, low), high)}; the gradient is 0 at both ends, which an output tells. */
record HardtanhFunction(FloatVector low, FloatVector high) implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  HardtanhFunction(float low, float high) {
    this(VectorExp.all(low), VectorExp.all(high));
  }

  @Override
  public FloatVector value(FloatVector x) {
    return x.blend(low, x.compare(VectorOperators.LT, low))
        .blend(high, x.compare(VectorOperators.GT, high));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.blend(ZERO, saved.compare(VectorOperators.LE, low))
        .blend(ZERO, saved.compare(VectorOperators.GE, high));
  }
}
