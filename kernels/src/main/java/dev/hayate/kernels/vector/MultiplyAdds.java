package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The most fused multiply-adds that a core does, since they wait for no memory.
 *
 * <p>Every lane counts its own rounds, {@code x = x * 1 + 1} with a 1 that C2 cannot see, so the
 * sum of all lanes is known exactly, and a round that was left out would be missed.
 */
final class MultiplyAdds {
  /**
   * Independent chains: more than latency times units of any core of today (4 cycles, 2 units), and
   * few enough for 16 registers.
   */
  private static final int CHAINS = 12;

  private MultiplyAdds() {}

  /**
   * @param one the number 1
   * @param rounds few enough that the sum is exact in float32
   */
  static long run(float one, int rounds) {
    FloatVector increment = FloatVector.broadcast(SPECIES, one);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector c2 = zero;
    FloatVector c3 = zero;
    FloatVector c4 = zero;
    FloatVector c5 = zero;
    FloatVector c6 = zero;
    FloatVector c7 = zero;
    FloatVector c8 = zero;
    FloatVector c9 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    for (int i = 0; i < rounds; i++) {
      c0 = c0.fma(increment, increment);
      c1 = c1.fma(increment, increment);
      c2 = c2.fma(increment, increment);
      c3 = c3.fma(increment, increment);
      c4 = c4.fma(increment, increment);
      c5 = c5.fma(increment, increment);
      c6 = c6.fma(increment, increment);
      c7 = c7.fma(increment, increment);
      c8 = c8.fma(increment, increment);
      c9 = c9.fma(increment, increment);
      c10 = c10.fma(increment, increment);
      c11 = c11.fma(increment, increment);
    }
    FloatVector low = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
    FloatVector high = c6.add(c7).add(c8).add(c9).add(c10).add(c11);
    float expected = (float) CHAINS * rounds * Lanes.COUNT;
    float[] lanes = Lanes.array();
    low.add(high).intoArray(lanes, 0);
    float found = Lanes.sum(lanes);
    if (found != expected) {
      throw new IllegalStateException(
          "multiply-adds: sum: expected " + expected + ", found " + found);
    }
    return 2L * CHAINS * rounds * Lanes.COUNT;
  }
}
