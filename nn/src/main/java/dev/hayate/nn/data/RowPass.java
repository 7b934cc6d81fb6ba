package dev.hayate.nn.data;

import dev.hayate.kernels.Tensor;
import java.io.IOException;

/** One reading of all rows from beginning to end. Belongs to one thread at a time. */
public interface RowPass extends AutoCloseable {
  /**
   * Reads the next row.
   *
   * @param features float32, {@code [n, features]}; one row of it is written
   * @param targets {@code [n, targets]} of the rows' type, likewise
   * @param at the number of the row that is written, from 0
   * @return false, with nothing written, behind the last row
   * @throws IOException if it cannot be read; the message names the file, the row, and what was
   *     expected and found
   */
  boolean next(Tensor features, Tensor targets, int at) throws IOException;

  /** Closes what was opened. Closing twice does nothing. */
  @Override
  default void close() throws IOException {}
}
