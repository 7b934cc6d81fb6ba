package dev.hayate.nn.train;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;

/** The order of rows in an epoch: a function of the seed and of the epoch alone. */
final class Shuffle {
  private Shuffle() {}

  /** Fisher and Yates' shuffle (Durstenfeld's form). */
  static void permute(long seed, int epoch, int[] rows) {
    long stream = RandomStream.SHUFFLE.at(epoch);
    for (int i = rows.length - 1; i > 0; i--) {
      int j = Philox.below(i + 1, seed, stream, i);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }
}
