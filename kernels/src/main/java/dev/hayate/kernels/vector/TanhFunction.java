package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code y = tanh(x)} within 2 ulp over the whole float32 range; exact at 0 (with its sign), at
 * infinities and at NaN.
 *
 * <p>Below 0.625 it is an odd polynomial that Remez' algorithm gave for the relative error (0.13
 * ulp before rounding); from there on {@code 1 - 2 / (exp(2 |x|) + 1)}, in which the error of exp
 * is damped.
 */
final class TanhFunction implements VectorFunction {
  private static final float SMALL = 0.625f;

  @Override
  public FloatVector value(FloatVector x) {
    FloatVector one = FloatVector.broadcast(Lanes.SPECIES, 1f);
    FloatVector magnitude = x.abs();
    FloatVector z = x.mul(x);
    FloatVector p = FloatVector.broadcast(Lanes.SPECIES, -0.0056649684f);
    p = p.fma(z, FloatVector.broadcast(Lanes.SPECIES, 0.020616181f));
    p = p.fma(z, FloatVector.broadcast(Lanes.SPECIES, -0.053738687f));
    p = p.fma(z, FloatVector.broadcast(Lanes.SPECIES, 0.13331543f));
    p = p.fma(z, FloatVector.broadcast(Lanes.SPECIES, -0.33333293f));
    FloatVector small = p.mul(z).fma(x, x);
    FloatVector e = VectorExp.exp(magnitude.add(magnitude));
    FloatVector large = one.sub(FloatVector.broadcast(Lanes.SPECIES, 2f).div(e.add(one)));
    FloatVector signed = large.blend(large.neg(), x.compare(VectorOperators.LT, 0f));
    return signed.blend(small, magnitude.compare(VectorOperators.LT, SMALL));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector one = FloatVector.broadcast(Lanes.SPECIES, 1f);
    return dy.mul(one.sub(saved.mul(saved)));
  }
}
