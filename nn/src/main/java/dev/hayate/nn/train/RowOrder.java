package dev.hayate.nn.train;

import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.IndexedRows;
import dev.hayate.nn.data.Rows;
import java.io.IOException;

/**
 * In which order an epoch takes rows of which any can be read.
 *
 * @param seed what the order depends on, beside the epoch
 * @param sampling which rows
 * @param shuffle whether the order is a new one each epoch
 * @param batch as many rows make one step, for which their order does not matter
 */
record RowOrder(long seed, Sampling sampling, boolean shuffle, int batch) {
  /** Sets the numbers of the rows in order. */
  void set(Rows rows, long epoch, int[] numbers) throws IOException {
    if (sampling == Sampling.BALANCED_CLASSES) {
      BalancedClasses.draw(classes(rows), seed, epoch, numbers);
      return;
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    if (shuffles(numbers.length)) {
      Shuffle.permute(seed, (int) epoch, numbers);
    }
  }

  /** Whether so many rows are shuffled. */
  boolean shuffles(int rows) {
    return shuffle && rows > batch;
  }

  private static int[] classes(Rows rows) throws IOException {
    if (rows.isClassification()) {
      switch (rows) {
        case Dataset data -> {
          return data.targets().toInts();
        }
        case IndexedRows indexed -> {
          return indexed.classes();
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException(
        "balanced sampling: expected classes, of rows of which any can be read; found "
            + (rows.isClassification() ? "rows that are read in their order" : "values"));
  }
}
