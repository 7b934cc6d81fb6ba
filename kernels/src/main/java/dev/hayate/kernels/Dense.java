package dev.hayate.kernels;

/**
 * One layer of a {@link Perceptron}: {@code f(x weight + bias)}.
 *
 * @param weight {@code [in, out]}
 * @param epilogue the bias, if there is one, and f
 */
public record Dense(Tensor weight, Epilogue epilogue) {
  /**
   * Checks the epilogue.
   *
   * @throws IllegalArgumentException if it is a gradient's
   */
  public Dense {
    if (epilogue.hasGradient()) {
      throw new IllegalArgumentException(
          "perceptron: the epilogue is the gradient of "
              + epilogue.activation().name()
              + ": expected a bias or an activation");
    }
  }

  /** The size of what goes in. */
  public int in() {
    return weight.rows();
  }

  /** The size of what comes out. */
  public int out() {
    return weight.cols();
  }
}
