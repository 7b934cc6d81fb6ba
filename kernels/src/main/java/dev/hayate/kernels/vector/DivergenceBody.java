package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code t (log t - x)}, of which the first part is 0 where t is. */
final class DivergenceBody implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return VectorLog.log(target)
        .mul(target)
        .blend(ZERO, target.compare(VectorOperators.EQ, ZERO))
        .sub(target.mul(x));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return ZERO.sub(target);
  }

  @Override
  public boolean isLong() {
    return true;
  }
}
