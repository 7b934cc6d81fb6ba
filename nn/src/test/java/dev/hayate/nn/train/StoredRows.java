package dev.hayate.nn.train;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.IndexedRows;
import dev.hayate.nn.data.RowForm;
import dev.hayate.nn.data.RowPass;
import dev.hayate.nn.data.SequentialRows;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/** The rows of a data set as if they were kept elsewhere. */
final class StoredRows {
  private StoredRows() {}

  /** What happens before a row is read. */
  @FunctionalInterface
  interface Before {
    void read(int row) throws IOException;
  }

  private static void copy(Tensor from, int row, Tensor to, int at) {
    long bytes = (long) from.cols() * from.type().bytes();
    MemorySegment.copy(from.segment(), row * bytes, to.segment(), at * bytes, bytes);
  }

  static IndexedRows indexed(Dataset data, Before before) {
    return new IndexedRows() {
      @Override
      public int size() {
        return data.size();
      }

      @Override
      public RowForm form() {
        return data.form();
      }

      @Override
      public void read(int row, Tensor features, Tensor targets, int at) throws IOException {
        before.read(row);
        copy(data.features(), row, features, at);
        copy(data.targets(), row, targets, at);
      }

      @Override
      public int classOf(int row) {
        return data.targets().getInt(row, 0);
      }
    };
  }

  static SequentialRows sequential(Dataset data, Before before) {
    return sequential(data, before, data::size);
  }

  /** Rows of which at some time not all are there any more. */
  static SequentialRows endingAt(Dataset data, IntSupplier end) {
    return sequential(data, row -> {}, end);
  }

  private static SequentialRows sequential(Dataset data, Before before, IntSupplier end) {
    return new SequentialRows() {
      @Override
      public int size() {
        return data.size();
      }

      @Override
      public RowForm form() {
        return data.form();
      }

      @Override
      public RowPass pass() {
        RowPass pass = data.pass();
        int[] row = {0};
        return (features, targets, at) -> {
          before.read(row[0]);
          return row[0]++ < end.getAsInt() && pass.next(features, targets, at);
        };
      }
    };
  }
}
