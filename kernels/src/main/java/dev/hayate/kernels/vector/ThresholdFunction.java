package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = x} above a threshold and a given value elsewhere.
 *
 * @param threshold the largest float32 that is replaced
 */
record ThresholdFunction(FloatVector threshold, FloatVector value) implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  ThresholdFunction(double threshold, double value) {
    this(VectorExp.all(HardshrinkFunction.floor(threshold)), VectorExp.all((float) value));
  }

  @Override
  public FloatVector value(FloatVector x) {
    return x.blend(value, x.compare(VectorOperators.LE, threshold));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.blend(ZERO, saved.compare(VectorOperators.LE, threshold));
  }
}
