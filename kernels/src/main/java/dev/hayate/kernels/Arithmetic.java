package dev.hayate.kernels;

/**
 * Sums, multiples and copies of whole tensors, by the rules of IEEE 754 for float32: NaN,
 * infinities and denormal numbers are what they are there. Empty tensors are legal. Operands of
 * another type or shape than is told, not contiguous where no stride is allowed, or sharing memory
 * where they must not, throw {@link IllegalArgumentException} before anything is written.
 */
public abstract class Arithmetic {
  /** For backends. */
  protected Arithmetic() {}

  /**
   * {@code y = a + b}, element by element.
   *
   * @param y may be a or b itself
   * @throws IllegalArgumentException if an operand is not float32 and contiguous, shapes differ, or
   *     operands overlap in part
   */
  public final void add(Tensor a, Tensor b, Tensor y) {
    Operands.dense("add", "a", a);
    Operands.dense("add", "b", b);
    Operands.dense("add", "y", y);
    Operands.sameShape("add", "a", a, "b", b);
    Operands.sameShape("add", "a", a, "y", y);
    Operands.sameOrDisjoint("add", "a", a, "y", y);
    Operands.sameOrDisjoint("add", "b", b, "y", y);
    sum(a, b, y);
  }

  /**
   * {@code y = factor x}, element by element.
   *
   * @param y the shape of x; may be x itself
   */
  public final void scale(float factor, Tensor x, Tensor y) {
    Operands.dense("scale", "x", x);
    Operands.dense("scale", "y", y);
    Operands.sameShape("scale", "x", x, "y", y);
    Operands.sameOrDisjoint("scale", "x", x, "y", y);
    multiple(factor, x, y);
  }

  /** {@code y = value}, for every element of a tensor of float32, contiguous or not. */
  public final void fill(float value, Tensor y) {
    Operands.floats("fill", "y", y);
    set(value, y);
  }

  /**
   * {@code y = x}, or with {@code accumulate} {@code y = y + x}. Both may be column views: this is
   * what joins tensors side by side and takes them apart.
   *
   * @param x any stride
   * @param y the shape of x, any stride, sharing no memory with x
   */
  public final void copy(Tensor x, boolean accumulate, Tensor y) {
    Operands.floats("copy", "x", x);
    Operands.floats("copy", "y", y);
    Operands.sameShape("copy", "x", x, "y", y);
    Operands.disjoint("copy", "x", x, "y", y);
    transfer(x, accumulate, y);
  }

  /** {@link #add} with checked operands. */
  protected abstract void sum(Tensor a, Tensor b, Tensor y);

  /** {@link #scale} with checked operands. */
  protected abstract void multiple(float factor, Tensor x, Tensor y);

  /** {@link #fill} with checked operands. */
  protected abstract void set(float value, Tensor y);

  /** {@link #copy} with checked operands. */
  protected abstract void transfer(Tensor x, boolean accumulate, Tensor y);

  /**
   * {@code y = a b}, element by element.
   *
   * @param y may be a or b itself
   */
  public final void multiply(Tensor a, Tensor b, Tensor y) {
    Operands.pairOfOneShape("multiply", "a", a, "y", y);
    Operands.pairOfOneShape("multiply", "b", b, "y", y);
    product(a, b, y);
  }

  /**
   * {@code y[i, j] = x[i, j] row[j]}.
   *
   * @param row one element for each column of x, sharing no memory with y
   * @param y the shape of x; may be x itself
   */
  public final void multiplyRow(Tensor x, Tensor row, Tensor y) {
    checkRow("multiply row", x, row, y);
    productByRow(x, row, y);
  }

  /**
   * {@code y[i, j] = x[i, j] + row[j]}.
   *
   * @param row one element for each column of x, sharing no memory with y
   * @param y the shape of x; may be x itself
   */
  public final void addRow(Tensor x, Tensor row, Tensor y) {
    checkRow("add row", x, row, y);
    sumByRow(x, row, y);
  }

  private static void checkRow(String operation, Tensor x, Tensor row, Tensor y) {
    Operands.pairOfOneShape(operation, "x", x, "y", y);
    Operands.dense(operation, "row", row);
    Operands.size(operation, "row", row, x.cols(), "one for each column of x");
    Operands.disjoint(operation, "row", row, "y", y);
  }

  /**
   * {@code y = min(max(x, low), high)}, as {@code torch.clamp}; NaN stays NaN.
   *
   * @param y the shape of x; may be x itself
   * @throws IllegalArgumentException if low is above high or an operand does not fit
   */
  public final void clamp(Tensor x, float low, float high, Tensor y) {
    Operands.pairOfOneShape("clamp", "x", x, "y", y);
    if (!(low <= high)) {
      throw Operands.refuse("clamp", "low is " + low + ", high " + high + ": expected low <= high");
    }
    bound(x, low, high, y);
  }

  /** {@link #multiply} with checked operands. */
  protected abstract void product(Tensor a, Tensor b, Tensor y);

  /** {@link #multiplyRow} with checked operands. */
  protected abstract void productByRow(Tensor x, Tensor row, Tensor y);

  /** {@link #addRow} with checked operands. */
  protected abstract void sumByRow(Tensor x, Tensor row, Tensor y);

  /** {@link #clamp} with checked operands. */
  protected abstract void bound(Tensor x, float low, float high, Tensor y);
}
