package dev.hayate.kernels;

/**
 * A loss of whole rows, as of a sample's logits, by its mathematical definition in double.
 * Implementations are records in {@code dev.hayate.kernels.loss}, one file each; they keep nothing
 * between calls.
 */
public interface RowLoss {
  /** The name in messages, as in {@code cross entropy}. */
  String name();

  /** The type of the targets' elements. */
  DType targetType();

  /**
   * The number of columns of the targets.
   *
   * @param columns those of the predictions
   * @throws IllegalArgumentException if the loss cannot be taken of so many
   */
  int targetColumns(int columns);

  /**
   * Refuses a target that is out of range, before anything is computed.
   *
   * @throws IllegalArgumentException if it is
   */
  default void check(Tensor x, Tensor target, int row) {}

  /**
   * The loss of one row.
   *
   * @param x {@code [n, columns]}
   * @param target {@code [n, targetColumns(columns)]}
   */
  double value(Tensor x, Tensor target, int row);

  /**
   * Writes {@code factor} times the derivative of {@link #value} to the row of the gradient.
   *
   * @param gradient the shape of x, sharing no memory with it
   */
  void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient);

  /** What a row counts in the divisor of a mean. */
  default double share(Tensor x, Tensor target, int row) {
    return 1;
  }
}
