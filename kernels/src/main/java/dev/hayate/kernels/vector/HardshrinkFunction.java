package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = x} outside of {@code [-width, width]} and 0 inside.
 *
 * @param inside the largest float32 that lies inside
 */
record HardshrinkFunction(FloatVector inside) implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  HardshrinkFunction(double width) {
    this(VectorExp.all(floor(width)));
  }

  /** The largest float32 that is not above a number: what is at most one is at most the other. */
  static float floor(double number) {
    float rounded = (float) number;
    return rounded > number ? Math.nextDown(rounded) : rounded;
  }

  @Override
  public FloatVector value(FloatVector x) {
    return x.blend(ZERO, x.abs().compare(VectorOperators.LE, inside));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.blend(ZERO, saved.abs().compare(VectorOperators.LE, inside));
  }
}
