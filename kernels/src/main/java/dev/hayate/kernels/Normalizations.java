package dev.hayate.kernels;

/** Operations that bring rows or columns to a common scale. */
public abstract class Normalizations {
  /** For backends. */
  protected Normalizations() {}

  /**
   * {@code y[i, j] = exp(x[i, j] - max_i) / sum_j exp(x[i, j] - max_i)} over the last dimension, as
   * {@code torch.softmax(x, -1)}. Stable: logits of any finite size give finite results. A row that
   * holds a NaN, a positive infinity, or nothing but negative infinities becomes NaN throughout.
   *
   * @param y the shape of x; may be x itself
   * @throws IllegalArgumentException if an operand is not float32 and contiguous, shapes differ, or
   *     operands overlap in part
   */
  public final void softmax(Tensor x, Tensor y) {
    checkPair("softmax", x, y);
    exponentials(x, y);
  }

  /**
   * {@code dx[i, j] = y[i, j] (dy[i, j] - sum_j dy[i, j] y[i, j])}.
   *
   * @param y the output of {@link #softmax}
   * @param dx may be dy or y itself
   */
  public final void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
    checkTriple("softmax backward", y, dy, dx);
    exponentialsGradient(y, dy, dx);
  }

  /**
   * {@code y[i, j] = x[i, j] - max_i - log sum_j exp(x[i, j] - max_i)} over the last dimension, as
   * {@code torch.log_softmax(x, -1)}. NaN and infinities as for {@link #softmax}.
   *
   * @param y the shape of x; may be x itself
   */
  public final void logSoftmax(Tensor x, Tensor y) {
    checkPair("log_softmax", x, y);
    logarithms(x, y);
  }

  /**
   * {@code dx[i, j] = dy[i, j] - exp(y[i, j]) sum_j dy[i, j]}.
   *
   * @param y the output of {@link #logSoftmax}
   * @param dx may be dy or y itself
   */
  public final void logSoftmaxBackward(Tensor y, Tensor dy, Tensor dx) {
    checkTriple("log_softmax backward", y, dy, dx);
    logarithmsGradient(y, dy, dx);
  }

  /**
   * {@code y[i, j] = (x[i, j] - mean[j]) / deviation[j]}; a column whose deviation is 0 is only
   * centred, as scikit-learn's {@code StandardScaler} does.
   *
   * @param mean one element for each column, sharing no memory with y
   * @param deviation one element for each column, sharing no memory with y
   * @param y the shape of x; may be x itself
   */
  public final void standardize(Tensor x, Tensor mean, Tensor deviation, Tensor y) {
    checkPair("standardize", x, y);
    checkColumns("mean", mean, x, y);
    checkColumns("deviation", deviation, x, y);
    center(x, mean, deviation, y);
  }

  private static void checkColumns(String name, Tensor tensor, Tensor x, Tensor y) {
    Operands.dense("standardize", name, tensor);
    Operands.size("standardize", name, tensor, x.cols(), "one for each column of x");
    Operands.disjoint("standardize", name, tensor, "y", y);
  }

  private static void checkPair(String operation, Tensor x, Tensor y) {
    Operands.dense(operation, "x", x);
    Operands.dense(operation, "y", y);
    Operands.sameShape(operation, "x", x, "y", y);
    Operands.sameOrDisjoint(operation, "x", x, "y", y);
  }

  private static void checkTriple(String operation, Tensor y, Tensor dy, Tensor dx) {
    Operands.dense(operation, "y", y);
    Operands.dense(operation, "dy", dy);
    Operands.dense(operation, "dx", dx);
    Operands.sameShape(operation, "y", y, "dy", dy);
    Operands.sameShape(operation, "y", y, "dx", dx);
    Operands.sameOrDisjoint(operation, "y", y, "dx", dx);
    Operands.sameOrDisjoint(operation, "dy", dy, "dx", dx);
  }

  /** {@link #softmax} with checked operands. */
  protected abstract void exponentials(Tensor x, Tensor y);

  /** {@link #softmaxBackward} with checked operands. */
  protected abstract void exponentialsGradient(Tensor y, Tensor dy, Tensor dx);

  /** {@link #logSoftmax} with checked operands. */
  protected abstract void logarithms(Tensor x, Tensor y);

  /** {@link #logSoftmaxBackward} with checked operands. */
  protected abstract void logarithmsGradient(Tensor y, Tensor dy, Tensor dx);

  /** {@link #standardize} with checked operands. */
  protected abstract void center(Tensor x, Tensor mean, Tensor deviation, Tensor y);
}
