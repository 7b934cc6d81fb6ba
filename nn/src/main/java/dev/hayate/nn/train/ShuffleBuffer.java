package dev.hayate.nn.train;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.data.RowPass;
import dev.hayate.nn.data.SequentialRows;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Rows that are read from beginning to end, shuffled within a buffer: each that is taken is drawn
 * from the buffer, and the next of the file takes its place. A buffer of one row, or a trainer that
 * does not shuffle, gives them in their order; a buffer of all rows gives the order of training in
 * memory.
 */
final class ShuffleBuffer implements Draws {
  private final SequentialRows rows;
  private final RowOrder order;
  private final Tensor features;
  private final Tensor targets;
  private final int[] numbers;
  private final int[] permutation;
  private RowPass pass = (into, answers, at) -> false;
  private long stream;
  private int read;
  private int held;
  private int taken;

  /**
   * An empty buffer.
   *
   * @param capacity the most rows that it holds, 1 or more
   */
  ShuffleBuffer(SequentialRows rows, RowOrder order, int capacity, Arena arena) {
    int size = Math.min(order.shuffles(rows.size()) ? capacity : 1, rows.size());
    this.rows = rows;
    this.order = order;
    this.features = Tensor.allocate(arena, DType.F32, Shape.of(size, rows.featureCount()));
    this.targets = Tensor.allocate(arena, rows.targetType(), Shape.of(size, rows.targetCount()));
    this.numbers = new int[size];
    this.permutation = new int[size == rows.size() ? size : 0];
  }

  @Override
  public void begin(long epoch, int skip) throws IOException {
    pass.close();
    pass = rows.pass();
    stream = RandomStream.SHUFFLE.at(epoch);
    read = 0;
    held = 0;
    taken = 0;
    while (held < numbers.length && fill(held)) {
      held++;
    }
    if (held < numbers.length) {
      throw Slot.changed(rows.size());
    }
    if (permutation.length > 0) {
      order.set(rows, epoch, permutation);
    }
    for (int i = 0; i < skip; i++) {
      drop(drawn());
    }
  }

  private boolean fill(int place) throws IOException {
    if (read == rows.size() || !pass.next(features, targets, place)) {
      return false;
    }
    numbers[place] = read++;
    return true;
  }

  /** The place of the next row in the buffer. */
  private int drawn() {
    if (permutation.length > 0) {
      return permutation[taken];
    }
    return held < 2 ? 0 : Philox.below(held, order.seed(), stream, taken);
  }

  /** A row was taken: the next one of the file, or the last of the buffer, takes its place. */
  private void drop(int place) throws IOException {
    taken++;
    if (permutation.length > 0 || held == 0 || fill(place)) {
      return;
    }
    held--;
    copy(features, held, features, place);
    copy(targets, held, targets, place);
    numbers[place] = numbers[held];
  }

  @Override
  public int next(Tensor into, Tensor answers, int at) throws IOException {
    if (taken == read) {
      return -1;
    }
    int place = drawn();
    copy(features, place, into, at);
    copy(targets, place, answers, at);
    int number = numbers[place];
    drop(place);
    return number;
  }

  private static void copy(Tensor from, int row, Tensor to, int at) {
    long bytes = (long) from.cols() * from.type().bytes();
    MemorySegment.copy(from.segment(), row * bytes, to.segment(), at * bytes, bytes);
  }

  @Override
  public void close() throws IOException {
    pass.close();
  }
}
