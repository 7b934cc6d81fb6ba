package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The numbers of {@link dev.hayate.kernels.Philox}, the same bits, as many blocks of four side by
 * side as a vector has longs.
 *
 * <p>A long has a word of the counter in its high half, since that is where a product of two words
 * has the half that the next round needs first; what is in the low half does not matter. Shifted
 * down, a word is a factor of which C2 sees that it is below 2^32, and takes the instruction for
 * such products. Two vectors of counters go through the rounds together, since each round waits for
 * the one before.
 */
final class PhiloxNumbers {
  /** Numbers that are made at a time: four for each long of two vectors. */
  static final int GROUP = 4 * Lanes.COUNT;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long WEYL_0 = 0x9E3779B9L;
  private static final long WEYL_1 = 0xBB67AE85L;

  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, SPECIES.vectorShape());

  /**
   * The blocks of the lanes: those of even lanes come first, since these end up in the first of two
   * vectors.
   */
  private static final LongVector ORDERED = ordered();

  private PhiloxNumbers() {}

  private static LongVector ordered() {
    long[] blocks = new long[LONGS.length()];
    for (int lane = 0; lane < blocks.length; lane++) {
      int pair = lane / 2;
      blocks[lane] = lane % 2 == 0 ? pair : pair + blocks.length / 2;
    }
    return LongVector.fromArray(LONGS, blocks, 0);
  }

  /**
   * Writes the upper 24 bits of consecutive numbers, as floats.
   *
   * @param block the index of the first number, divided by 4
   * @param groups how many times {@link #GROUP} numbers
   */
  static void fill(long seed, long stream, long block, int groups, MemorySegment to) {
    Lanes.meet(to.isNative());
    LongVector factor0 = LongVector.broadcast(LONGS, MULTIPLIER_0 << 32);
    LongVector factor1 = LongVector.broadcast(LONGS, MULTIPLIER_1 << 32);
    LongVector counter = ORDERED.add(block);
    long at = 0;
    for (int i = 0; groups > 0 && i < groups; i++) {
      LongVector next = counter.add(LONGS.length());
      LongVector c0 = counter.lanewise(LSHL, 32);
      LongVector c1 = counter;
      LongVector c2 = LongVector.broadcast(LONGS, stream << 32);
      LongVector c3 = LongVector.broadcast(LONGS, stream);
      LongVector c0B = next.lanewise(LSHL, 32);
      LongVector c1B = next;
      LongVector c2B = LongVector.broadcast(LONGS, stream << 32);
      LongVector c3B = LongVector.broadcast(LONGS, stream);
      LongVector k0 = LongVector.broadcast(LONGS, seed << 32);
      LongVector k1 = LongVector.broadcast(LONGS, seed);
      for (int round = 0; round < ROUNDS; round++) {
        LongVector p0 = c0.lanewise(LSHR, 32).mul(factor0.lanewise(LSHR, 32));
        LongVector p1 = c2.lanewise(LSHR, 32).mul(factor1.lanewise(LSHR, 32));
        c0 = p1.lanewise(XOR, c1).lanewise(XOR, k0);
        c1 = p1.lanewise(LSHL, 32);
        c2 = p0.lanewise(XOR, c3).lanewise(XOR, k1);
        c3 = p0.lanewise(LSHL, 32);
        LongVector p0B = c0B.lanewise(LSHR, 32).mul(factor0.lanewise(LSHR, 32));
        LongVector p1B = c2B.lanewise(LSHR, 32).mul(factor1.lanewise(LSHR, 32));
        c0B = p1B.lanewise(XOR, c1B).lanewise(XOR, k0);
        c1B = p1B.lanewise(LSHL, 32);
        c2B = p0B.lanewise(XOR, c3B).lanewise(XOR, k1);
        c3B = p0B.lanewise(LSHL, 32);
        k0 = k0.add(WEYL_0 << 32);
        k1 = k1.add(WEYL_1 << 32);
      }
      FloatVector first = c0.lanewise(LSHR, 32).or(c1).reinterpretAsFloats();
      FloatVector second = c2.lanewise(LSHR, 32).or(c3).reinterpretAsFloats();
      ((FloatVector)
              first
                  .blend(second.rearrange(Butterfly.SWAP_2), Butterfly.UPPER_2)
                  .reinterpretAsInts()
                  .lanewise(LSHR, 8)
                  .convert(I2F, 0))
          .intoMemorySegment(to, at, ORDER);
      ((FloatVector)
              first
                  .rearrange(Butterfly.SWAP_2)
                  .blend(second, Butterfly.UPPER_2)
                  .reinterpretAsInts()
                  .lanewise(LSHR, 8)
                  .convert(I2F, 0))
          .intoMemorySegment(to, at + Lanes.BYTES, ORDER);
      FloatVector firstB = c0B.lanewise(LSHR, 32).or(c1B).reinterpretAsFloats();
      FloatVector secondB = c2B.lanewise(LSHR, 32).or(c3B).reinterpretAsFloats();
      ((FloatVector)
              firstB
                  .blend(secondB.rearrange(Butterfly.SWAP_2), Butterfly.UPPER_2)
                  .reinterpretAsInts()
                  .lanewise(LSHR, 8)
                  .convert(I2F, 0))
          .intoMemorySegment(to, at + 2L * Lanes.BYTES, ORDER);
      ((FloatVector)
              firstB
                  .rearrange(Butterfly.SWAP_2)
                  .blend(secondB, Butterfly.UPPER_2)
                  .reinterpretAsInts()
                  .lanewise(LSHR, 8)
                  .convert(I2F, 0))
          .intoMemorySegment(to, at + 3L * Lanes.BYTES, ORDER);
      counter = next.add(LONGS.length());
      at += 4L * Lanes.BYTES;
    }
  }
}
