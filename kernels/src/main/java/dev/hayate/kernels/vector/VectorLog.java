package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Logarithms in float32. Both are made of {@code log((1 + w) / (1 - w)) = 2 w + w^3 P(w^2)}, whose
 * P Remez' algorithm gave for the relative error of the whole.
 */
final class VectorLog {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector TWO = VectorExp.all(2);
  private static final FloatVector P3 = VectorExp.all(0.28158382f);
  private static final FloatVector P2 = VectorExp.all(0.2798373f);
  private static final FloatVector P1 = VectorExp.all(0.40021503f);
  private static final FloatVector P0 = VectorExp.all(0.6666645f);

  private VectorLog() {}

  /**
   * {@code log(1 + x)} for x from 0 to 1 and NaN, within 2 ulp: {@code w = x / (2 + x)} is at most
   * 1/3 (the polynomial is off by 0.13 u, w by two roundings, the sum by one).
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
