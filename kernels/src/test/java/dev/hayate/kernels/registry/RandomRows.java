package dev.hayate.kernels.registry;

import java.math.BigInteger;
import java.util.List;

/** Random numbers: the same on every backend, bit for bit. */
final class RandomRows {
  private static final long SEED = 0x123456789ABCDEFL;
  private static final long STREAM = 0xFEDCBA9876543210L;
  private static final float LOW = -0.7f;
  private static final float HIGH = 1.3f;
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(32);

  private RandomRows() {}

  static List<Operation> rows() {
    return List.of(
        Operation.named("uniform", "mn")
            .out("y", "mn")
            .calls((backend, t) -> backend.random().uniform(SEED, STREAM, LOW, HIGH, t[0]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    float share = (block(i / 4, SEED, STREAM)[i % 4] >>> 8) / (float) (1 << 24);
                    float spread = HIGH - LOW;
                    after[0].exactly(i, LOW + spread * share);
                  }
                }));
  }

  /** Philox4x32-10 after the paper's text, in whole numbers of any length. */
  private static int[] block(int index, long seed, long stream) {
    BigInteger[] counter = {word(index), word(0), word(stream), word(stream >>> 32)};
    BigInteger[] key = {word(seed), word(seed >>> 32)};
    for (int round = 0; round < 10; round++) {
      BigInteger[] first =
          BigInteger.valueOf(0xD2511F53L).multiply(counter[0]).divideAndRemainder(WORD);
      BigInteger[] second =
          BigInteger.valueOf(0xCD9E8D57L).multiply(counter[2]).divideAndRemainder(WORD);
      counter =
          new BigInteger[] {
            second[0].xor(counter[1]).xor(key[0]),
            second[1],
            first[0].xor(counter[3]).xor(key[1]),
            first[1]
          };
      key[0] = key[0].add(BigInteger.valueOf(0x9E3779B9L)).mod(WORD);
      key[1] = key[1].add(BigInteger.valueOf(0xBB67AE85L)).mod(WORD);
    }
    int[] block = new int[4];
    for (int i = 0; i < 4; i++) {
      block[i] = counter[i].intValue();
    }
    return block;
  }

  private static BigInteger word(long bits) {
    return BigInteger.valueOf(bits & 0xFFFFFFFFL);
  }
}
