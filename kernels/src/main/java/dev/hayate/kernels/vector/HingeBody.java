package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code max(0, 1 - t x)}, and its square if that is asked for. NaN stays. */
record HingeBody(boolean squared) implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_TWO = VectorExp.all(-2);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    FloatVector gap = gap(x, target);
    return squared ? gap.mul(gap) : gap;
  }

  private static FloatVector gap(FloatVector x, FloatVector target) {
    FloatVector gap = ONE.sub(target.mul(x));
    return gap.blend(ZERO, gap.compare(VectorOperators.LT, ZERO));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    FloatVector gap = gap(x, target);
    return squared
        ? gap.mul(MINUS_TWO).mul(target)
        : ZERO.sub(target).blend(ZERO, gap.compare(VectorOperators.EQ, ZERO));
  }
}
