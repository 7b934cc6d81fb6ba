package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code y = x} above 0 and {@code slope x} elsewhere. */
record LeakyReluFunction(FloatVector slope) implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  LeakyReluFunction(double slope) {
    this(VectorExp.all((float) slope));
  }

  @Override
  public FloatVector value(FloatVector x) {
    return x.mul(slope).blend(x, x.compare(VectorOperators.GT, ZERO));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.mul(slope).blend(dy, saved.compare(VectorOperators.GT, ZERO));
  }
}
