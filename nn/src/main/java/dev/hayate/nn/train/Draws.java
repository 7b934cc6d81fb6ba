package dev.hayate.nn.train;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.IndexedRows;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.data.SequentialRows;
import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * The rows of epochs in the order in which training takes them, read when they are wanted. Used by
 * the loader's thread alone.
 */
interface Draws extends AutoCloseable {
  /**
   * Begins an epoch.
   *
   * @param skip how many rows of it were taken before
   */
  void begin(long epoch, int skip) throws IOException;

  /**
   * Reads the next row into row {@code at} of the tensors.
   *
   * @return its number, for messages; -1 with nothing read if there are no more
   */
  int next(Tensor features, Tensor targets, int at) throws IOException;

  @Override
  default void close() throws IOException {}

  /**
   * The draws of rows that are not in memory.
   *
   * @param buffer the most rows among which sequential ones are shuffled
   * @param arena owns that buffer
   */
  static Draws of(Rows rows, RowOrder order, int buffer, Arena arena) {
    return switch (rows) {
      case IndexedRows indexed -> new IndexedDraws(indexed, order);
      case SequentialRows sequential -> new ShuffleBuffer(sequential, order, buffer, arena);
      case Dataset data ->
          throw new IllegalArgumentException(
              "draws: "
                  + data.features().describe()
                  + " is in memory, where nothing is to be read");
    };
  }
}
