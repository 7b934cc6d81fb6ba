package dev.hayate.nn.train;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.IndexedRows;
import java.io.IOException;

/** Rows of which any can be read, in the order of training in memory. */
final class IndexedDraws implements Draws {
  private final IndexedRows rows;
  private final RowOrder order;
  private final int[] numbers;
  private int at;

  IndexedDraws(IndexedRows rows, RowOrder order) {
    this.rows = rows;
    this.order = order;
    this.numbers = new int[rows.size()];
  }

  @Override
  public void begin(long epoch, int skip) throws IOException {
    order.set(rows, epoch, numbers);
    at = skip;
  }

  @Override
  public int next(Tensor features, Tensor targets, int to) throws IOException {
    if (at == numbers.length) {
      return -1;
    }
    rows.read(numbers[at], features, targets, to);
    return numbers[at++];
  }
}
