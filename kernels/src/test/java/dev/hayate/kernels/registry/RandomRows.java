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

  private static final Values ANY =
      Values.sprinkled(Values.magnitudes(-20, 20), 5, Float.NaN, -0f, Float.NEGATIVE_INFINITY);

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
                }),
        dropout(0.3),
        dropout(0),
        dropout(1),
        normal());
  }

  private static double share(long index) {
    return (block((int) (index / 4), SEED, STREAM)[(int) (index % 4)] >>> 8) * 0x1p-24;
  }

  private static Operation dropout(double rate) {
    long first = 12;
    return Operation.named("dropout of " + rate, "mn")
        .in("x", "mn", ANY)
        .out("y", "mn")
        .mayBe("x")
        .calls((backend, t) -> backend.random().dropout(SEED, STREAM, first, rate, t[0], t[1]))
        .gives(
            (dims, before, after) -> {
              float scale = (float) (1 / (1 - rate));
              for (int i = 0; i < before[0].length; i++) {
                boolean drops = share(first + i) < rate;
                after[1].exactly(i, drops ? 0 : (float) before[0][i] * scale);
              }
            });
  }

  /**
   * In double, where the transform is off by a few roundings of numbers below 10 and an angle below
   * 7, and rounded once.
   */
  private static Operation normal() {
    double mean = 0.5;
    double deviation = 2;
    return Operation.named("normal", "mn")
        .out("y", "mn")
        .calls((backend, t) -> backend.random().normal(SEED, STREAM, mean, deviation, t[0]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double radius = Math.sqrt(-2 * Math.log1p(-share(2L * i)));
                double y = mean + deviation * radius * Math.cos(2 * Math.PI * share(2L * i + 1));
                after[0].within(i, y, Bounds.U * Math.abs(y) + 1e-13);
              }
            });
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
