package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = x / (1 + exp(-2 g))} with {@code g = sqrt(2 / pi) (x + 0.044715 x^3)}: {@code (1 +
 * tanh(g)) / 2} is the logistic function of {@code 2 g}.
 */
final class GeluTanhFunction implements VectorFunction {
  private static final double SCALE = 2 * Math.sqrt(2 / Math.PI);
  private static final FloatVector LINEAR = VectorExp.all((float) SCALE);
  private static final FloatVector CUBIC = VectorExp.all((float) (SCALE * 0.044715));
  private static final FloatVector SLOPE = VectorExp.all((float) (SCALE * 3 * 0.044715));
  private static final FloatVector ONE = VectorExp.all(1);

  /** A square from which on the function is straight: 30 * 30. */
  private static final FloatVector STRAIGHT = VectorExp.all(900);

  @Override
  public FloatVector value(FloatVector x) {
    FloatVector argument = x.mul(x).fma(CUBIC, LINEAR).mul(x);
    return SigmoidFunction.sigmoid(argument).mul(x);
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector square = saved.mul(saved);
    FloatVector z = square.blend(STRAIGHT, square.compare(VectorOperators.GT, STRAIGHT));
    FloatVector s = SigmoidFunction.sigmoid(z.fma(CUBIC, LINEAR).mul(saved));
    FloatVector bend = ONE.sub(s).mul(s).mul(saved);
    return bend.fma(z.fma(SLOPE, LINEAR), s).mul(dy);
  }
}
