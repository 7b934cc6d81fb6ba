package dev.hayate.kernels;

/**
 * A loss that is a sum over elements, by its mathematical definition in double; see {@link
 * Activation}. Implementations are records in {@code dev.hayate.kernels.loss}, one file each.
 */
public interface PointLoss {
  /** The name in messages, as in {@code huber}. */
  String name();

  /**
   * The loss of one element.
   *
   * @param x the prediction
   * @param target what was wanted
   * @param column the element's column, for losses with a setting for each
   */
  double value(double x, double target, int column);

  /** The derivative of {@link #value} with respect to the prediction. */
  double gradient(double x, double target, int column);

  /** Refuses predictions of a number of columns that the loss has not got settings for. */
  default void check(int columns) {}
}
