package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Huber's loss and the smooth L1 loss: {@code d^2 / (2 width)} within a bend, and a line beyond it
 * of that slope; d is {@code |x - t|}.
 *
 * @param bend where the line begins
 * @param half half the bend, which the line lies below
 * @param slope the line's slope
 * @param inverse {@code 1 / width}
 */
record BowlBody(FloatVector bend, FloatVector half, FloatVector slope, FloatVector inverse)
    implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector HALF = VectorExp.all(0.5f);

  BowlBody(double bend, double slope, double width) {
    this(
        VectorExp.all((float) bend),
        VectorExp.all((float) (bend / 2)),
        VectorExp.all((float) slope),
        VectorExp.all((float) (1 / width)));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    FloatVector distance = x.sub(target).abs();
    FloatVector line = distance.sub(half).mul(slope);
    FloatVector bowl = distance.mul(distance).mul(HALF).mul(inverse);
    return bowl.blend(line, distance.compare(VectorOperators.GE, bend));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    FloatVector error = x.sub(target);
    return error
        .mul(inverse)
        .blend(slope, error.compare(VectorOperators.GE, bend))
        .blend(ZERO.sub(slope), error.compare(VectorOperators.LE, ZERO.sub(bend)));
  }
}
