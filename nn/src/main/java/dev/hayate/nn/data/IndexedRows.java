package dev.hayate.nn.data;

import dev.hayate.kernels.Tensor;
import java.io.IOException;

/**
 * Rows of which any can be read at any time, as of arrays in mapped files. They are shuffled, drawn
 * by class and held back exactly as those of a {@link Dataset} are, so that training on them gives
 * the same bytes as training in memory. Four bytes of heap are taken for each row, for its place in
 * the epoch's order.
 */
public non-sealed interface IndexedRows extends Rows {
  /**
   * Reads one row. Several threads may do so at a time: the next epoch's rows are read while those
   * for validation are, which may be of the same file.
   *
   * @param row from 0 to {@code size() - 1}
   * @param features float32, {@code [n, features]}; one row of it is written
   * @param targets {@code [n, targets]} of the rows' type, likewise
   * @param at the number of the row that is written
   * @throws IOException if it cannot be read; the message names the file, the row, and what was
   *     expected and found
   */
  void read(int row, Tensor features, Tensor targets, int at) throws IOException;

  /**
   * The class of a row, read without its features.
   *
   * @throws IOException if it cannot be read
   * @throws UnsupportedOperationException if the targets are values
   */
  int classOf(int row) throws IOException;

  /**
   * The class of each row.
   *
   * @throws IOException if they cannot be read
   */
  default int[] classes() throws IOException {
    int[] classes = new int[size()];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = classOf(row);
    }
    return classes;
  }

  @Override
  default int[] classCounts() throws IOException {
    int[] counts = new int[labels().size()];
    for (int row = 0; isClassification() && row < size(); row++) {
      counts = Rows.counted(counts, classOf(row));
    }
    return counts;
  }

  @Override
  default RowPass pass() {
    return new RowPass() {
      private int row;

      @Override
      public boolean next(Tensor features, Tensor targets, int at) throws IOException {
        if (row == size()) {
          return false;
        }
        read(row, features, targets, at);
        row++;
        return true;
      }
    };
  }

  /**
   * Some of these rows in the given order, read when they are asked for.
   *
   * @param rows their numbers, not copied
   */
  default IndexedRows subset(int... rows) {
    IndexedRows all = this;
    return new IndexedRows() {
      @Override
      public int size() {
        return rows.length;
      }

      @Override
      public RowForm form() {
        return all.form();
      }

      @Override
      public void read(int row, Tensor features, Tensor targets, int at) throws IOException {
        all.read(rows[row], features, targets, at);
      }

      @Override
      public int classOf(int row) throws IOException {
        return all.classOf(rows[row]);
      }
    };
  }
}
