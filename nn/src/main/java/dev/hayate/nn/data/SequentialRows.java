package dev.hayate.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows that can only be read from beginning to end, as of texts and of compressed files; each epoch
 * reads them once. They are shuffled within a buffer of some rows, of which each that is learned
 * from is drawn, and replaced by the next of the file: rows that stand far apart in the file are
 * never exchanged, so a file should not be sorted by its classes. Where the buffer holds all rows,
 * the order is that of a {@link Dataset}.
 */
public non-sealed interface SequentialRows extends Rows {
  /**
   * Parts that share out the rows. Each row is drawn for itself, a function of the seed and of its
   * number, so a part has its share of the rows and of each class up to chance; reading a part
   * reads all rows.
   *
   * @param fractions how much each part gets, the last one the rest
   */
  default List<SequentialRows> split(long seed, double... fractions) {
    RowShares shares = new RowShares(seed, Arrays.stream(fractions).boxed().toList());
    List<SequentialRows> parts = new ArrayList<>();
    for (int part = 0; part < fractions.length; part++) {
      parts.add(shares.of(this, part));
    }
    return parts;
  }
}
