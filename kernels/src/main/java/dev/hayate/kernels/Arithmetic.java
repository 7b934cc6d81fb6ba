package dev.hayate.kernels;

/** Sums, multiples and copies of whole tensors. */
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
}
