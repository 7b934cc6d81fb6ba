package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code |x - t|}; the derivative at 0 is 0, and that of NaN is NaN. */
final class AbsoluteErrorBody implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_ONE = VectorExp.all(-1);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return x.sub(target).abs();
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    FloatVector error = x.sub(target);
    return error
        .blend(ONE, error.compare(VectorOperators.GT, ZERO))
        .blend(MINUS_ONE, error.compare(VectorOperators.LT, ZERO));
  }
}
