package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code e^x} in float32, within 2 ulp of the true value over the whole range, denormal results
 * included; exact at 0, at infinities and at NaN, and the same on every machine.
 *
 * <p>The argument is split as {@code x = n ln 2 + r} with {@code |r| <= ln 2 / 2} (Cody and Waite's
 * reduction with a two-part ln 2), {@code e^r} is a polynomial of degree 6 that Remez' algorithm
 * gave for the relative error (0.05 ulp before rounding), and {@code 2^n} is applied in two halves
 * so that neither overflows before the product does.
 *
 * <p>Most callers know more about their argument and save a third of the work: where the result is
 * a normal number, {@code 2^n} is one factor.
 */
final class VectorExp {
  /** The least number whose exponential is normal; {@link #near} takes no less. */
  static final float LEAST = -87.33654f;

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());
  private static final FloatVector LOG2_E = all(1.442695f);
  private static final FloatVector MINUS_LN2_HIGH = all(-0x1.62ep-1f);
  private static final FloatVector MINUS_LN2_LOW = all(-0x1.0bfbe8p-15f);

  /**
   * Adding it leaves the nearest whole number in the low bits of the sum, with the bias of an
   * exponent.
   */
  private static final FloatVector ROUNDER = all(0x1.8p23f + 127);

  private static final IntVector ROUNDER_BITS =
      IntVector.broadcast(INTS, Float.floatToRawIntBits(0x1.8p23f + 127));

  /** Beyond these the result is 0 or infinite, and no scale is out of an int's reach. */
  private static final FloatVector LOWEST = all(-105f);

  private static final FloatVector HIGHEST = all(90f);

  private static final FloatVector P6 = all(0.0013814503f);
  private static final FloatVector P5 = all(0.008368773f);
  private static final FloatVector P4 = all(0.041668393f);
  private static final FloatVector P3 = all(0.1666652f);
  private static final FloatVector P2 = all(0.49999994f);
  private static final FloatVector ONE = all(1);
  private static final FloatVector ZERO = all(0);

  private static final FloatVector LEAST_NORMAL = all(LEAST);
  private static final IntVector BIAS = IntVector.broadcast(INTS, 127);

  private VectorExp() {}

  /** One float in every lane: a constant to the compiler, if it is kept in a constant. */
  static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector low = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
    FloatVector bounded = low.blend(HIGHEST, low.compare(VectorOperators.GT, HIGHEST));
    FloatVector shifted = bounded.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, bounded));
    FloatVector p = P6.fma(r, P5).fma(r, P4).fma(r, P3).fma(r, P2);
    FloatVector power = p.mul(r).fma(r, r).add(ONE);
    IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    FloatVector scale = half.add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector rest =
        exponent.sub(half).add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return power.mul(scale).mul(rest);
  }

  /**
   * {@code e^x} within 2 ulp for x from {@link #LEAST} to 88, and for NaN. What comes of other
   * numbers is of no use.
   */
  static FloatVector near(FloatVector x) {
    FloatVector shifted = x.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    FloatVector p = P6.fma(r, P5).fma(r, P4).fma(r, P3).fma(r, P2);
    FloatVector power = p.mul(r).fma(r, r).add(ONE);
    // The exponent stands in the low bits, and the shift leaves nothing else.
    return power.mul(
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
  }

  /** {@code e^x} within 2 ulp for {@code x <= 88}: 0 below {@link #LEAST}. */
  static FloatVector normal(FloatVector x) {
    return near(x).blend(ZERO, x.compare(VectorOperators.LT, LEAST_NORMAL));
  }

  /**
   * {@code e^x - 1} within 2 ulp for {@code x <= 88}: {@code 2^n (e^r - 1) + (2^n - 1)}, of which
   * {@code e^r - 1} is the polynomial without its last step, so that nothing cancels near 0.
   */
  static FloatVector minusOne(FloatVector x) {
    FloatVector bounded = x.blend(LEAST_NORMAL, x.compare(VectorOperators.LT, LEAST_NORMAL));
    FloatVector shifted = bounded.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, bounded));
    FloatVector p = P6.fma(r, P5).fma(r, P4).fma(r, P3).fma(r, P2);
    FloatVector scale =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return scale.fma(p.mul(r).fma(r, r), scale.sub(ONE));
  }
}
