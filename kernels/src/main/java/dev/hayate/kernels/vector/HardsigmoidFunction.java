package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code y = min(max(x + 3, 0), 6) / 6}. */
final class HardsigmoidFunction implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector THREE = VectorExp.all(3);
  private static final FloatVector MINUS_THREE = VectorExp.all(-3);
  private static final FloatVector SIXTH = VectorExp.all(1 / 6f);

  @Override
  public FloatVector value(FloatVector x) {
    return x.add(THREE)
        .mul(SIXTH)
        .blend(ZERO, x.compare(VectorOperators.LE, MINUS_THREE))
        .blend(ONE, x.compare(VectorOperators.GE, THREE));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector inside = dy.mul(SIXTH);
    // Not |x| >= 3 the other way round: NaN lets the gradient through.
    return inside.blend(ZERO, saved.abs().compare(VectorOperators.GE, THREE));
  }
}
