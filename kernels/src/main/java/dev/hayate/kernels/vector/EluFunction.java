package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * ELU, SELU and CELU: {@code y = above x} above 0 and {@code below (exp(steepness x) - 1)}
 * elsewhere.
 *
 * @param slope {@code below steepness}, the factor of the exponential in the gradient
 */
record EluFunction(FloatVector above, FloatVector below, FloatVector steepness, FloatVector slope)
    implements VectorFunction {
  private static final FloatVector ZERO = VectorExp.all(0);

  EluFunction(double above, double below, double steepness) {
    this(
        VectorExp.all((float) above),
        VectorExp.all((float) below),
        VectorExp.all((float) steepness),
        VectorExp.all((float) (below * steepness)));
  }

  @Override
  public FloatVector value(FloatVector x) {
    return VectorExp.minusOne(x.mul(steepness))
        .mul(below)
        .blend(x.mul(above), x.compare(VectorOperators.GT, ZERO));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return VectorExp.normal(saved.mul(steepness))
        .mul(slope)
        .mul(dy)
        .blend(dy.mul(above), saved.compare(VectorOperators.GT, ZERO));
  }
}
