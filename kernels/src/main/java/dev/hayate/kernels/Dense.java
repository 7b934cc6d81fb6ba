package dev.hayate.kernels;

/**
 * One layer of a {@link Perceptron}: {@code f(x weight + bias)}.
 *
 * @param weight {@code [in, out]}
 * @param epilogue the bias, if there is one, and f
 */
public record Dense(Tensor weight, Epilogue epilogue) {
  /** The size of what goes in. */
  public int in() {
    return weight.rows();
  }

  /** The size of what comes out. */
  public int out() {
    return weight.cols();
  }
}
