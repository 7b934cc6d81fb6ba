package dev.hayate.kernels;

import java.lang.foreign.ValueLayout;

/**
 * Operations that move rows by their numbers. What is copied keeps its bits, NaN and infinities
 * too; what is added follows IEEE 754.
 */
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

  /**
   * {@code table[rows[i], :] += y[i, :]}, in the order of i: the gradient of {@link #gatherRows}. A
   * number that comes more than once adds more than once.
   *
   * @param y float32, one row for each number, sharing no memory with the table
   * @param rows int32, numbers of rows of the table, sharing no memory with it
   * @param skipped a number whose rows of y are left out, -1 for none
   * @param table float32, contiguous
   * @throws IllegalArgumentException if types or shapes do not fit or a number is out of range
   */
  public final void addRows(Tensor y, Tensor rows, int skipped, Tensor table) {
    Operands.dense("add rows", "y", y);
    Operands.dense("add rows", "table", table);
    checkNumbers("add rows", rows, y.rows(), "one for each row of y");
    if (table.cols() != y.cols()) {
      throw Operands.refuse("add rows", Operands.pair("y", y, "table", table) + ": columns differ");
    }
    Operands.disjoint("add rows", "table", table, "y", y);
    Operands.disjoint("add rows", "table", table, "rows", rows);
    checkRows(table, rows);
    scatter(y, rows, skipped, table);
  }

  /** How the rows of a bag become one. */
  public enum Bag {
    /** Their sum. */
    SUM,
    /** Their sum divided by their number. */
    MEAN,
    /**
     * The largest of each column, and NaN if there is one; the first row of equals is the one that
     * learns.
     */
    MAX
  }

  /**
   * {@code y[i, :]}: the rows {@code table[rows[i, :], :]} made one, as {@code
   * torch.nn.EmbeddingBag}. A negative number and the skipped one stand for nothing; a bag of
   * nothing gives zeros.
   *
   * @param table float32, contiguous
   * @param rows int32, {@code [n, length]}
   * @param skipped a number that stands for nothing, -1 for none but the negative ones
   * @param y float32, {@code [n, table columns]}, sharing no memory with the table
   * @throws IllegalArgumentException if types or shapes do not fit or a number is too large
   */
  public final void gatherBags(Tensor table, Tensor rows, Bag bag, int skipped, Tensor y) {
    checkBags("gather bags", table, rows, y);
    gatherAll(table, rows, bag, skipped, y);
  }

  /**
   * Adds the gradient of {@link #gatherBags} to that of the table, bag by bag: {@code dy} to each
   * row of a sum, a share of it to each row of a mean, and to the largest alone.
   *
   * @param table the table itself, from which {@link Bag#MAX} tells which row was the largest
   * @param dy {@code [n, table columns]}
   * @param dtable the shape of the table, sharing no memory with the others
   * @throws IllegalArgumentException if types or shapes do not fit or a number is too large
   */
  public final void addBags(
      Tensor table, Tensor rows, Bag bag, int skipped, Tensor dy, Tensor dtable) {
    checkBags("add bags", table, rows, dy);
    Operands.pairOfOneShape("add bags", "table", table, "dtable", dtable);
    Operands.disjoint("add bags", "table", table, "dtable", dtable);
    Operands.disjoint("add bags", "dy", dy, "dtable", dtable);
    Operands.disjoint("add bags", "rows", rows, "dtable", dtable);
    scatterAll(table, rows, bag, skipped, dy, dtable);
  }

  private void checkBags(String operation, Tensor table, Tensor rows, Tensor y) {
    Operands.dense(operation, "table", table);
    Operands.dense(operation, "y", y);
    checkNumbers(operation, rows, rows.size(), "");
    if (table.cols() != y.cols() || rows.rows() != y.rows()) {
      throw Operands.refuse(
          operation,
          Operands.pair("table", table, "y", y)
              + ", rows is "
              + rows.describe()
              + ": expected a row of y for each row of rows and a column for each of the table");
    }
    Operands.disjoint(operation, "table", table, "y", y);
    Operands.disjoint(operation, "rows", rows, "y", y);
    checkBagRows(table, rows);
  }

  private static void checkNumbers(String operation, Tensor rows, long size, String of) {
    Operands.type(operation, "rows", rows, DType.I32);
    Operands.contiguous(operation, "rows", rows);
    Operands.size(operation, "rows", rows, size, of);
  }

  /** {@link #checkRows} for bags, in which a negative number stands for nothing. */
  protected void checkBagRows(Tensor table, Tensor rows) {
    for (long i = 0; i < rows.size(); i++) {
      if (intAt(rows, i) >= table.rows()) {
        throw Operands.refuse(
            "bags",
            "rows[" + i + "] is " + intAt(rows, i) + ": expected at most " + (table.rows() - 1));
      }
    }
  }

  /** {@link #addRows} with checked operands. */
  protected abstract void scatter(Tensor y, Tensor rows, int skipped, Tensor table);

  /** {@link #gatherBags} with checked operands. */
  protected abstract void gatherAll(Tensor table, Tensor rows, Bag bag, int skipped, Tensor y);

  /** {@link #addBags} with checked operands. */
  protected abstract void scatterAll(
      Tensor table, Tensor rows, Bag bag, int skipped, Tensor dy, Tensor dtable);
}
