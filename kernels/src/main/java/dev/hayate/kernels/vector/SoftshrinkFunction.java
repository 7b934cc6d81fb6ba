package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = x - sign(x) width} outside of {@code [-width, width]} and 0 inside.
 *
 * @param inside the largest float32 that lies inside
 */
record SoftshrinkFunction(FloatVector width, FloatVector inside) implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  SoftshrinkFunction(double width) {
    this(VectorExp.all((float) width), VectorExp.all(HardshrinkFunction.floor(width)));
  }

  @Override
  public FloatVector value(FloatVector x) {
    FloatVector less = x.sub(width).blend(x.add(width), x.compare(VectorOperators.LT, ZERO));
    return less.blend(ZERO, x.abs().compare(VectorOperators.LE, inside));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.blend(ZERO, saved.abs().compare(VectorOperators.LE, inside));
  }
}
