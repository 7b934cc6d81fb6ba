package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The exchanges between lanes of which transpositions and sums of many vectors are made: in round
 * s, a power of two, each lane meets the one whose number differs from its own in bit s.
 */
final class Butterfly {
  /** Exchanges the lanes that meet in round 8; there are none in a vector of 8. */
  static final VectorShuffle<Float> SWAP_8 = swap(8);

  /** Exchanges the lanes that meet in round 4. */
  static final VectorShuffle<Float> SWAP_4 = swap(4);

  /** Exchanges the lanes that meet in round 2. */
  static final VectorShuffle<Float> SWAP_2 = swap(2);

  /** Exchanges the lanes that meet in round 1. */
  static final VectorShuffle<Float> SWAP_1 = swap(1);

  /** The lanes whose number has bit 8. */
  static final VectorMask<Float> UPPER_8 = upper(8);

  /** The lanes whose number has bit 4. */
  static final VectorMask<Float> UPPER_4 = upper(4);

  /** The lanes whose number has bit 2. */
  static final VectorMask<Float> UPPER_2 = upper(2);

  /** The lanes whose number has bit 1. */
  static final VectorMask<Float> UPPER_1 = upper(1);

  private Butterfly() {}

  private static VectorShuffle<Float> swap(int bit) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ bit) % Lanes.COUNT);
  }

  private static VectorMask<Float> upper(int bit) {
    boolean[] lanes = new boolean[Lanes.COUNT];
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }
}
