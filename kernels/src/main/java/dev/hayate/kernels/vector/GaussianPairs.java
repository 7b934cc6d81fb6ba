package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** Rows of one mean and one variance: a vector of each is made of two vectors of pairs. */
final class GaussianPairs {
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, lane -> of(2 * lane));
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(SPECIES, lane -> of(2 * lane + 1));
  private static final VectorShuffle<Float> LOW =
      VectorShuffle.fromOp(SPECIES, lane -> of(lane / 2 + lane % 2 * Lanes.COUNT));
  private static final VectorShuffle<Float> HIGH =
      VectorShuffle.fromOp(SPECIES, lane -> of((lane + Lanes.COUNT) / 2 + lane % 2 * Lanes.COUNT));

  private GaussianPairs() {}

  /** The lanes of the second of two vectors are those below 0. */
  private static int of(int lane) {
    return lane < Lanes.COUNT ? lane : lane - 2 * Lanes.COUNT;
  }

  /** Takes pairs apart. */
  static void part(
      MemorySegment pairs, long at, MemorySegment scratch, long first, long second, int vectors) {
    Lanes.meet(pairs.isNative(), scratch.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector low = FloatVector.fromMemorySegment(SPECIES, pairs, at, ORDER);
      FloatVector high = FloatVector.fromMemorySegment(SPECIES, pairs, at + Lanes.BYTES, ORDER);
      low.rearrange(EVEN, high).intoMemorySegment(scratch, first, ORDER);
      low.rearrange(ODD, high).intoMemorySegment(scratch, second, ORDER);
      at += 2L * Lanes.BYTES;
      first += Lanes.BYTES;
      second += Lanes.BYTES;
    }
  }

  /** Puts pairs together. */
  static void join(
      MemorySegment scratch, long first, long second, MemorySegment pairs, long at, int vectors) {
    Lanes.meet(pairs.isNative(), scratch.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector one = FloatVector.fromMemorySegment(SPECIES, scratch, first, ORDER);
      FloatVector other = FloatVector.fromMemorySegment(SPECIES, scratch, second, ORDER);
      one.rearrange(LOW, other).intoMemorySegment(pairs, at, ORDER);
      one.rearrange(HIGH, other).intoMemorySegment(pairs, at + Lanes.BYTES, ORDER);
      at += 2L * Lanes.BYTES;
      first += Lanes.BYTES;
      second += Lanes.BYTES;
    }
  }
}
