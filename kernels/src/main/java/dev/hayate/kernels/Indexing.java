package dev.hayate.kernels;

import java.lang.foreign.ValueLayout;

/** Operations that move rows by their numbers. */
public abstract class Indexing {
  /** For backends. */
  protected Indexing() {}

  /**
   * {@code y[i, :] = table[rows[i], :]}, as {@code torch.index_select(table, 0, rows)}: the rows of
   * a batch, in shuffled order.
   *
   * @param table float32 or int32, contiguous
   * @param rows int32, numbers of rows of the table; a number may come more than once
   * @param y the table's type, one row for each number, sharing no memory with the table
   * @throws IllegalArgumentException if types or shapes do not fit or a number is out of range
   */
  public final void gatherRows(Tensor table, Tensor rows, Tensor y) {
    Operands.contiguous("gather", "table", table);
    Operands.contiguous("gather", "y", y);
    Operands.type("gather", "y", y, table.type());
    Operands.type("gather", "rows", rows, DType.I32);
    Operands.contiguous("gather", "rows", rows);
    Operands.size("gather", "rows", rows, y.rows(), "one for each row of y");
    if (table.cols() != y.cols()) {
      throw Operands.refuse("gather", Operands.pair("table", table, "y", y) + ": columns differ");
    }
    Operands.disjoint("gather", "table", table, "y", y);
    Operands.disjoint("gather", "rows", rows, "y", y);
    checkRows(table, rows);
    gather(table, rows, y);
  }

  /**
   * Refuses a row number that the table does not have. A backend whose tensors cannot be read from
   * here overrides this and reports such a number in its own way.
   */
  protected void checkRows(Tensor table, Tensor rows) {
    for (long i = 0; i < rows.size(); i++) {
      int row = intAt(rows, i);
      if (row < 0 || row >= table.rows()) {
        throw Operands.refuse(
            "gather", "rows[" + i + "] is " + row + ": expected 0 to " + (table.rows() - 1));
      }
    }
  }

  static int intAt(Tensor tensor, long index) {
    return tensor.segment().getAtIndex(ValueLayout.JAVA_INT, index);
  }

  /** {@link #gatherRows} with checked operands. */
  protected abstract void gather(Tensor table, Tensor rows, Tensor y);
}
