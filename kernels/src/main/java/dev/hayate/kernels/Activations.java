package dev.hayate.kernels;

/**
 * Activation functions and their gradients, element by element. The result may be the operand's own
 * memory; a partial overlap is refused. Shapes must agree as matrices.
 */
public abstract class Activations {
  /** For backends. */
  protected Activations() {}

  /**
   * {@code y = f(x)}.
   *
   * @param x any shape
   * @param y the shape of x; may be x itself
   * @throws IllegalArgumentException if an operand is not float32 and contiguous, shapes differ, or
   *     operands overlap in part
   */
  public final void forward(Activation f, Tensor x, Tensor y) {
    Operands.dense(f.name(), "x", x);
    Operands.dense(f.name(), "y", y);
    Operands.sameShape(f.name(), "x", x, "y", y);
    Operands.sameOrDisjoint(f.name(), "x", x, "y", y);
    apply(f, x, y);
  }

  /**
   * {@code dx = dy f'(x)}; see {@link Activation#gradient}.
   *
   * @param saved the output of {@link #forward} if {@link Activation#savesOutput()}, else its input
   * @param dy the gradient with respect to the output
   * @param dx the gradient with respect to the input; may be dy or saved itself
   * @throws IllegalArgumentException as for {@link #forward}
   */
  public final void backward(Activation f, Tensor saved, Tensor dy, Tensor dx) {
    String name = f.name();
    Operands.dense(name, "saved", saved);
    Operands.dense(name, "dy", dy);
    Operands.dense(name, "dx", dx);
    Operands.sameShape(name, "saved", saved, "dy", dy);
    Operands.sameShape(name, "saved", saved, "dx", dx);
    Operands.sameOrDisjoint(name, "saved", saved, "dx", dx);
    Operands.sameOrDisjoint(name, "dy", dy, "dx", dx);
    applyGradient(f, saved, dy, dx);
  }

  /** {@link #forward} with checked operands. */
  protected abstract void apply(Activation f, Tensor x, Tensor y);

  /** {@link #backward} with checked operands. */
  protected abstract void applyGradient(Activation f, Tensor saved, Tensor dy, Tensor dx);
}
