package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code y = x min(max(x + 3, 0), 6) / 6}. */
final class HardswishFunction implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector HALF = VectorExp.all(0.5f);
  private static final FloatVector THREE = VectorExp.all(3);
  private static final FloatVector MINUS_THREE = VectorExp.all(-3);
  private static final FloatVector THIRD = VectorExp.all(1 / 3f);
  private static final FloatVector SIXTH = VectorExp.all(1 / 6f);

  @Override
  public FloatVector value(FloatVector x) {
    return x.add(THREE)
        .mul(SIXTH)
        .mul(x)
        .blend(ZERO, x.compare(VectorOperators.LE, MINUS_THREE))
        .blend(x, x.compare(VectorOperators.GE, THREE));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return saved
        .fma(THIRD, HALF)
        .mul(dy)
        .blend(ZERO, saved.compare(VectorOperators.LT, MINUS_THREE))
        .blend(dy, saved.compare(VectorOperators.GT, THREE));
  }
}
