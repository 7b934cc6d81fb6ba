package dev.hayate.kernels;

/**
 * The right operand of a matrix product, rearranged once into the order in which one backend reads
 * it. Made by {@link Products#pack}; immutable, safe to share between threads, and usable with the
 * family that made it alone. Its memory belongs to the arena that was given to {@code pack}, and
 * later changes of the original are not seen.
 */
public abstract class PackedMatrix {
  private final int rows;
  private final int cols;

  /**
   * For backends.
   *
   * @param rows the rows of the operand after transposition: the product's inner dimension
   * @param cols its columns: the product's columns
   */
  protected PackedMatrix(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
  }

  /** The product's inner dimension. */
  public final int rows() {
    return rows;
  }

  /** The product's number of columns. */
  public final int cols() {
    return cols;
  }
}
