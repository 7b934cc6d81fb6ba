package dev.hayate.kernels;

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (Parallel random
 * numbers: as easy as 1, 2, 3; SC 2011), which CUDA's and PyTorch's generators use too.
 *
 * <p>A number is a pure function of a seed, a stream and an index: there is no state to carry, to
 * save or to share, so results do not depend on order or threads. This class is stateless and safe
 * to share.
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;

  private Philox() {}

  /**
   * The 32 random bits at an index of a stream: word {@code index mod 4} of the block whose counter
   * is {@code index / 4} in its low half and the stream in its high half, under the seed as key.
   */
  public static int bits(long seed, long stream, long index) {
    int c0 = (int) (index >>> 2);
    int c1 = (int) (index >>> 34);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
      long p1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return switch ((int) index & 3) {
      case 0 -> c0;
      case 1 -> c1;
      case 2 -> c2;
      default -> c3;
    };
  }

  /**
   * Which of the four numbers {@code uniform(seed, stream, 4 block + j)} are below {@code threshold
   * / 2^24}: bit j is set if number j is. One run of the rounds serves all four; they stand here
   * once more because a method has one result, and an object or an array for four would be made at
   * every call.
   */
  public static int blockBelow(long seed, long stream, long block, int threshold) {
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
      long p1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return below(c0, threshold, 1)
        | below(c1, threshold, 2)
        | below(c2, threshold, 4)
        | below(c3, threshold, 8);
  }

  private static int below(int word, int threshold, int bit) {
    return (word >>> 8) < threshold ? bit : 0;
  }

  /** A number from [0, 1): the upper 24 bits of {@link #bits}, exact in float32. */
  public static float uniform(long seed, long stream, long index) {
    return (bits(seed, stream, index) >>> 8) * 0x1p-24f;
  }

  /**
   * A number from 0 to {@code bound - 1}: the 64 bits at two indices, {@code 2 index} and {@code 2
   * index + 1}, scaled down. The probabilities differ by less than {@code bound / 2^64}.
   */
  public static int below(int bound, long seed, long stream, long index) {
    long high = bits(seed, stream, 2 * index) & 0xFFFFFFFFL;
    long low = bits(seed, stream, 2 * index + 1) & 0xFFFFFFFFL;
    return (int) Math.unsignedMultiplyHigh(high << 32 | low, bound);
  }
}
