package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = x tanh(log(1 + exp(x)))}. With {@code e = exp(x)} and {@code n = e (e + 2)} the
 * hyperbolic tangent is {@code n / (n + 2)}, without a logarithm and without loss below 0.
 */
final class MishFunction implements VectorFunction {
  /** From here on the function is straight, and the square of {@code n + 2} still a number. */
  private static final FloatVector STRAIGHT = VectorExp.all(30);

  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector TWO = VectorExp.all(2);
  private static final FloatVector FOUR = VectorExp.all(4);

  private static FloatVector bounded(FloatVector x) {
    return x.blend(STRAIGHT, x.compare(VectorOperators.GT, STRAIGHT));
  }

  @Override
  public FloatVector value(FloatVector x) {
    FloatVector e = VectorExp.normal(bounded(x));
    FloatVector n = e.add(TWO).mul(e);
    return n.div(n.add(TWO)).mul(x);
  }

  /** {@code n / (n + 2) + 4 x e (1 + e) / (n + 2)^2}. */
  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector x = bounded(saved);
    FloatVector e = VectorExp.normal(x);
    FloatVector n = e.add(TWO).mul(e);
    FloatVector inverse = ONE.div(n.add(TWO));
    FloatVector bend = e.mul(inverse).mul(x).mul(FOUR);
    return bend.fma(e.add(ONE).mul(inverse), n.mul(inverse)).mul(dy);
  }
}
