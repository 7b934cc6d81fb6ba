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
 */
final class VectorExp {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0x1.62ep-1f;
  private static final float LN2_LOW = 0x1.0bfbe8p-15f;

  /** Adding it leaves the nearest whole number in the low bits of the sum. */
  private static final float ROUNDER = 0x1.8p23f;

  /** Beyond these the result is 0 or infinite, and no scale is out of an int's reach. */
  private static final float LOWEST = -105f;

  private static final float HIGHEST = 90f;

  private VectorExp() {}

  static FloatVector exp(FloatVector x) {
    FloatVector low = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
    FloatVector bounded = low.blend(HIGHEST, low.compare(VectorOperators.GT, HIGHEST));
    FloatVector rounder = FloatVector.broadcast(Lanes.SPECIES, ROUNDER);
    FloatVector shifted = bounded.fma(FloatVector.broadcast(Lanes.SPECIES, LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(Lanes.SPECIES, -LN2_HIGH), bounded);
    r = n.fma(FloatVector.broadcast(Lanes.SPECIES, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(Lanes.SPECIES, 0.0013814503f);
    p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, 0.008368773f));
    p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, 0.041668393f));
    p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, 0.1666652f));
    p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, 0.49999994f));
    FloatVector one = FloatVector.broadcast(Lanes.SPECIES, 1f);
    FloatVector power = p.mul(r).fma(r, r).add(one);
    IntVector exponent = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    return power.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
  }

  private static FloatVector powerOfTwo(IntVector exponent) {
    return exponent
        .add(IntVector.broadcast(INTS, 127))
        .lanewise(VectorOperators.LSHL, 23)
        .reinterpretAsFloats();
  }
}
