package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Logarithms in float32. They are made of {@code log((1 + w) / (1 - w)) = 2 w + w^3 P(w^2)}, whose
 * P Remez' algorithm gave for the relative error of the whole.
 */
final class VectorLog {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector TWO = VectorExp.all(2);
  private static final FloatVector P3 = VectorExp.all(0.28158382f);
  private static final FloatVector P2 = VectorExp.all(0.2798373f);
  private static final FloatVector P1 = VectorExp.all(0.40021503f);
  private static final FloatVector P0 = VectorExp.all(0.6666645f);

  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector HALF = VectorExp.all(0.5f);
  private static final FloatVector LN2_HIGH = VectorExp.all(0x1.62e4p-1f);
  private static final FloatVector LN2_LOW = VectorExp.all((float) (Math.log(2) - 0x1.62e4p-1));
  private static final FloatVector INFINITE = VectorExp.all(Float.POSITIVE_INFINITY);
  private static final FloatVector MINUS_INFINITE = VectorExp.all(Float.NEGATIVE_INFINITY);
  private static final FloatVector NOT_A_NUMBER = VectorExp.all(Float.NaN);
  private static final FloatVector LEAST_NORMAL = VectorExp.all(Float.MIN_NORMAL);
  private static final FloatVector GROWTH = VectorExp.all(0x1p24f);
  private static final FloatVector GROWTH_EXPONENT = VectorExp.all(24);

  /** Where the binades begin, so that 1 is in the middle of one. */
  private static final IntVector ROOT_HALF =
      VectorExp.all((float) Math.sqrt(0.5)).reinterpretAsInts();

  /** Added to a small whole number's bits, it makes them that float plus this. */
  private static final FloatVector WHOLE = VectorExp.all(0x1.8p23f);

  private VectorLog() {}

  /**
   * {@code log(x)} within 2 ulp: negative infinity at 0, NaN below. {@code x = 2^n (1 + f)} with f
   * from {@code sqrt(1/2) - 1} to {@code sqrt(2) - 1}; {@code log(1 + f) = f - (f^2 / 2 - w (f^2 /
   * 2 + w^2 P(w^2)))} with {@code w = f / (2 + f)}, in which f itself, which is exact, is added
   * last.
   */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> denormal = x.compare(VectorOperators.LT, LEAST_NORMAL);
    FloatVector grown = x.blend(x.mul(GROWTH), denormal);
    IntVector exponent =
        grown.reinterpretAsInts().sub(ROOT_HALF).lanewise(VectorOperators.ASHR, 23);
    FloatVector f =
        grown
            .reinterpretAsInts()
            .sub(exponent.lanewise(VectorOperators.LSHL, 23))
            .reinterpretAsFloats()
            .sub(ONE);
    FloatVector whole = exponent.add(WHOLE.reinterpretAsInts()).reinterpretAsFloats().sub(WHOLE);
    FloatVector n = whole.blend(whole.sub(GROWTH_EXPONENT), denormal);
    FloatVector w = f.div(f.add(TWO));
    FloatVector z = w.mul(w);
    FloatVector p = P3.fma(z, P2).fma(z, P1).fma(z, P0);
    FloatVector half = f.mul(f).mul(HALF);
    FloatVector bend = half.sub(p.fma(z, half).mul(w)).sub(n.mul(LN2_LOW));
    return x.blend(n.fma(LN2_HIGH, f.sub(bend)), x.compare(VectorOperators.LT, INFINITE))
        .blend(MINUS_INFINITE, x.compare(VectorOperators.EQ, ZERO))
        .blend(NOT_A_NUMBER, x.compare(VectorOperators.LT, ZERO));
  }

  /**
   * {@code log(1 + x)} for x from -1/2 to 1 and NaN, within 2 ulp: the size of {@code w = x / (2 +
   * x)} is at most 1/3 (the polynomial is off by 0.13 u, w by two roundings, the sum by one).
   */
  static FloatVector onePlus(FloatVector x) {
    FloatVector w = x.div(x.add(TWO));
    FloatVector z = w.mul(w);
    FloatVector p = P3.fma(z, P2).fma(z, P1).fma(z, P0);
    return p.mul(z).fma(w, w.add(w));
  }

  /** {@code log(1 + exp(x))}, without overflow; no less than 0. NaN stays. */
  static FloatVector softplus(FloatVector x) {
    FloatVector log = onePlus(VectorExp.normal(ZERO.sub(x.abs())));
    return x.blend(ZERO, x.compare(VectorOperators.LT, ZERO)).add(log);
  }
}
