package dev.hayate.kernels;

/**
 * Operations that make few numbers of many. NaN and infinities follow IEEE 754 through the sums.
 * Operands that do not fit, or share memory where they must not, throw {@link
 * IllegalArgumentException} before anything is written.
 */
public abstract class Reductions {
  /** For backends. */
  protected Reductions() {}

  /**
   * {@code sums[j] = sum_i x[i, j]}, or with {@code accumulate} {@code sums[j] + sum_i x[i, j]}:
   * the gradient of a bias. Sums are made in float32 or better; without rows they are 0.
   *
   * @param x float32, contiguous
   * @param sums one element for each column, sharing no memory with x
   */
  public final void columnSums(Tensor x, boolean accumulate, Tensor sums) {
    Operands.dense("column sums", "x", x);
    Operands.dense("column sums", "sums", sums);
    Operands.size("column sums", "sums", sums, x.cols(), "one for each column of x");
    Operands.disjoint("column sums", "x", x, "sums", sums);
    sumColumns(x, accumulate, sums);
  }

  /**
   * The mean and the population standard deviation (divided by the number of rows) of every column,
   * computed in double, as accurately as in two passes: a column of one finite number has the
   * deviation 0. Without rows both are NaN.
   *
   * @param x float32, contiguous
   * @param mean one element for each column, sharing no memory with the others
   * @param deviation one element for each column, sharing no memory with the others
   */
  public final void columnMoments(Tensor x, Tensor mean, Tensor deviation) {
    Operands.dense("column moments", "x", x);
    checkMoment("mean", mean, x);
    checkMoment("deviation", deviation, x);
    Operands.disjoint("column moments", "mean", mean, "deviation", deviation);
    moments(x, mean, deviation);
  }

  /**
   * The column of the largest element of every row, the first of equals; the first NaN counts as
   * larger than any number, as {@code torch.argmax} has it.
   *
   * @param x float32, contiguous, with at least one column
   * @param columns int32, contiguous, one element for each row, sharing no memory with x
   */
  public final void argmax(Tensor x, Tensor columns) {
    Operands.dense("argmax", "x", x);
    Operands.type("argmax", "columns", columns, DType.I32);
    Operands.contiguous("argmax", "columns", columns);
    Operands.size("argmax", "columns", columns, x.rows(), "one for each row of x");
    if (x.cols() == 0) {
      throw Operands.refuse("argmax", "x is " + x.describe() + ": expected at least one column");
    }
    Operands.disjoint("argmax", "x", x, "columns", columns);
    largest(x, columns);
  }

  private static void checkMoment(String name, Tensor tensor, Tensor x) {
    Operands.dense("column moments", name, tensor);
    Operands.size("column moments", name, tensor, x.cols(), "one for each column of x");
    Operands.disjoint("column moments", "x", x, name, tensor);
  }

  /** {@link #columnSums} with checked operands. */
  protected abstract void sumColumns(Tensor x, boolean accumulate, Tensor sums);

  /** {@link #columnMoments} with checked operands. */
  protected abstract void moments(Tensor x, Tensor mean, Tensor deviation);

  /** {@link #argmax} with checked operands. */
  protected abstract void largest(Tensor x, Tensor columns);

  /**
   * The sum of all squares: what the norm of a gradient is the root of. Squares too large or too
   * small for float32 count as well; others may be added in float32, up to 1,024 of them, before
   * they join a sum in double. A NaN or an infinity makes it one; of nothing it is 0.
   *
   * @param x float32, contiguous, any shape
   */
  public final double sumOfSquares(Tensor x) {
    Operands.dense("sum of squares", "x", x);
    return squares(x);
  }

  /** {@link #sumOfSquares} with checked operands. */
  protected abstract double squares(Tensor x);
}
