package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The species that all kernels use, and its loads and stores. */
final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Elements in a vector. */
  static final int COUNT = SPECIES.length();

  /** Bytes in a vector. */
  static final int BYTES = COUNT * Float.BYTES;

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VectorShuffle<Float> BY_8 = rotated(8);
  private static final VectorShuffle<Float> BY_4 = rotated(4);
  private static final VectorShuffle<Float> BY_2 = rotated(2);
  private static final VectorShuffle<Float> BY_1 = rotated(1);

  private Lanes() {}

  private static VectorShuffle<Float> rotated(int lanes) {
    return VectorShuffle.iota(SPECIES, lanes, 1, true);
  }

  static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER);
  }

  static FloatVector load(MemorySegment segment, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER, mask);
  }

  static void store(FloatVector vector, MemorySegment segment, long offset) {
    vector.intoMemorySegment(segment, offset, ORDER);
  }

  static void store(
      FloatVector vector, MemorySegment segment, long offset, VectorMask<Float> mask) {
    vector.intoMemorySegment(segment, offset, ORDER, mask);
  }

  /**
   * The sum of all lanes, halves added to halves: always in this order, unlike {@code reduceLanes},
   * whose order may change when the compiler takes over from the interpreter.
   */
  static float sum(FloatVector vector) {
    FloatVector sum = vector;
    if (COUNT > 8) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (COUNT > 4) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    if (COUNT > 2) {
      sum = sum.add(sum.rearrange(BY_2));
    }
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  /** The lanes of a tail of {@code count} elements, from 0 to all. */
  static VectorMask<Float> first(int count) {
    return SPECIES.indexInRange(0, count);
  }

  /** The largest multiple of a vector's elements that is not above {@code count}. */
  static long whole(long count) {
    return count & -COUNT;
  }

  /**
   * The whole vectors in {@code count} elements. Loops over memory count these with an int, step
   * their addresses, and ask in every round if there are any at all.
   *
   * <p>All three are for the compiler. C2 moves the checks of a loop's accesses in front of it and
   * bets that they hold, by what it saw in the methods of the JDK, which everybody shares: if most
   * segments belonged to one thread, it checks the thread, even for a segment that belongs to none.
   * Then it throws the code away and tries again: up to four times at the head of a loop, but a
   * hundred times, which takes seconds, if it has split the loop in two. It splits those with a
   * long counter and those whose bounds it understands too well.
   */
  static int vectors(long count) {
    return (int) (count / COUNT);
  }

  /** If elements are left after the whole vectors. */
  static boolean hasTail(long count) {
    return count % COUNT != 0;
  }

  /** The lanes of the elements that are left after the whole vectors. */
  static VectorMask<Float> tail(long count) {
    return first((int) (count % COUNT));
  }
}
