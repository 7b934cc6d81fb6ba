package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
  private static final FloatVector SMALL = VectorExp.all(0.625f);
  private static final FloatVector P5 = VectorExp.all(-0.0056649684f);
  private static final FloatVector P4 = VectorExp.all(0.020616181f);
  private static final FloatVector P3 = VectorExp.all(-0.053738687f);
  private static final FloatVector P2 = VectorExp.all(0.13331543f);
  private static final FloatVector P1 = VectorExp.all(-0.33333293f);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector TWO = VectorExp.all(2);
  private static final IntVector SIGN = VectorExp.all(-0f).reinterpretAsInts();

  /** From here on the result is 1, and the exponential still a number. */
  private static final FloatVector LARGE = VectorExp.all(20);

  @Override
  public FloatVector value(FloatVector x) {
    return tanh(x);
  }

  /** The function, for those that are made of it. */
  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    IntVector sign = sign(x);
    FloatVector large = large(size);
    FloatVector z = x.mul(x);
    FloatVector p = P5.fma(z, P4).fma(z, P3).fma(z, P2).fma(z, P1);
    FloatVector small = p.mul(z).fma(size, size);
    return large
        .blend(small, size.compare(VectorOperators.LT, SMALL))
        .reinterpretAsInts()
        .lanewise(VectorOperators.OR, sign)
        .reinterpretAsFloats();
  }

  /** The function of a size that is not small. */
  static FloatVector large(FloatVector size) {
    FloatVector bounded = size.blend(LARGE, size.compare(VectorOperators.GT, LARGE));
    FloatVector e = VectorExp.near(bounded.add(bounded));
    return ONE.sub(TWO.div(e.add(ONE)));
  }

  /** The sign's bit. It is put back last: {@code x + p z x} would make +0 of -0. */
  static IntVector sign(FloatVector x) {
    return x.reinterpretAsInts().lanewise(VectorOperators.AND, SIGN);
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    return dy.mul(ONE.sub(saved.mul(saved)));
  }
}
