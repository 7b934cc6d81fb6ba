package dev.hayate.kernels;

/**
 * Activation functions and their gradients, element by element. Operands are float32 and
 * contiguous. The result may be the operand's own memory where it says so; a partial overlap is
 * refused. Shapes must agree as matrices, and empty ones are legal. Operands that do not fit throw
 * {@link IllegalArgumentException} before anything is written.
 *
 * <p>NaN stays NaN, and infinities become what {@link Activation#value} makes of them. Where a
 * function is flat by its definition, as ReLU below 0, the gradient is 0 whatever {@code dy} is, as
 * it is PyTorch's.
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

  /**
   * {@code y = x} above 0 and {@code slope[channel] x} elsewhere, as {@code torch.nn.PReLU} (He and
   * others, 2015). The channel of element i is {@code i / inner mod slopes}: with one slope it is
   * the same everywhere, and a batch of vectors has a slope for each column with an inner of 1.
   *
   * @param slope one element for each channel, sharing no memory with y
   * @param inner consecutive elements of one channel, 1 or more; x has a multiple of so many for
   *     each channel
   * @param y the shape of x; may be x itself
   * @throws IllegalArgumentException if an operand does not fit
   */
  public final void prelu(Tensor x, Tensor slope, int inner, Tensor y) {
    checkChannels("prelu", x, slope, inner);
    Operands.pairOfOneShape("prelu", "x", x, "y", y);
    Operands.disjoint("prelu", "slope", slope, "y", y);
    bend(x, slope, inner, y);
  }

  /**
   * The gradients of {@link #prelu}: {@code dx = dy} above 0 and {@code slope dy} elsewhere, and
   * {@code dslope = sum x dy} over what is not above 0. A NaN in x is not above 0, and makes NaN of
   * its channel's {@code dslope}.
   *
   * @param x the input
   * @param slope as for {@link #prelu}, sharing no memory with what is written
   * @param dy the gradient with respect to the output, the shape of x
   * @param dx the shape of x; may be dy itself, and shares no memory with x
   * @param dslope the shape of the slopes, sharing no memory with the others; overwritten
   * @throws IllegalArgumentException if an operand does not fit
   */
  public final void preluBackward(
      Tensor x, Tensor slope, int inner, Tensor dy, Tensor dx, Tensor dslope) {
    String name = "prelu backward";
    checkChannels(name, x, slope, inner);
    Operands.pairOfOneShape(name, "x", x, "dy", dy);
    Operands.pairOfOneShape(name, "dy", dy, "dx", dx);
    Operands.disjoint(name, "x", x, "dx", dx);
    Operands.pairOfOneShape(name, "slope", slope, "dslope", dslope);
    Operands.disjoint(name, "slope", slope, "dx", dx);
    Operands.disjoint(name, "slope", slope, "dslope", dslope);
    Operands.disjoint(name, "x", x, "dslope", dslope);
    Operands.disjoint(name, "dy", dy, "dslope", dslope);
    Operands.disjoint(name, "dx", dx, "dslope", dslope);
    bendGradient(x, slope, inner, dy, dx, dslope);
  }

  private static void checkChannels(String operation, Tensor x, Tensor slope, int inner) {
    Operands.dense(operation, "x", x);
    Operands.dense(operation, "slope", slope);
    if (inner < 1 || slope.size() < 1 || x.size() % (slope.size() * inner) != 0) {
      throw Operands.refuse(
          operation,
          Operands.pair("x", x, "slope", slope)
              + ", inner is "
              + inner
              + ": expected a multiple of their product");
    }
  }

  /**
   * {@code y = a / (1 + exp(-b))}, where a is the first half of the columns of x and b the second,
   * as {@code torch.nn.GLU} (Dauphin and others, 2017).
   *
   * @param x {@code [m, 2 n]}: of a tensor of more dimensions the last one is cut in two
   * @param y {@code [m, n]}, sharing no memory with x
   * @throws IllegalArgumentException if an operand does not fit
   */
  public final void glu(Tensor x, Tensor y) {
    checkHalves("glu", x, y);
    gate(x, y);
  }

  /**
   * The gradient of {@link #glu}: with {@code s = 1 / (1 + exp(-b))}, {@code dy s} in the first
   * half of the columns and {@code dy a s (1 - s)} in the second.
   *
   * @param x the input
   * @param dy the gradient with respect to the output, {@code [m, n]}
   * @param dx the shape of x, sharing no memory with the others
   * @throws IllegalArgumentException if an operand does not fit
   */
  public final void gluBackward(Tensor x, Tensor dy, Tensor dx) {
    checkHalves("glu backward", x, dy);
    checkHalves("glu backward", dx, dy);
    Operands.sameShape("glu backward", "x", x, "dx", dx);
    Operands.disjoint("glu backward", "x", x, "dx", dx);
    gateGradient(x, dy, dx);
  }

  private static void checkHalves(String operation, Tensor x, Tensor y) {
    Operands.dense(operation, "x", x);
    Operands.dense(operation, "y", y);
    Operands.disjoint(operation, "x", x, "y", y);
    if (x.rows() != y.rows() || x.cols() != 2 * y.cols()) {
      throw Operands.refuse(
          operation, Operands.pair("x", x, "y", y) + ": expected twice as many columns in x");
    }
  }

  /** {@link #prelu} with checked operands. */
  protected abstract void bend(Tensor x, Tensor slope, int inner, Tensor y);

  /** {@link #preluBackward} with checked operands. */
  protected abstract void bendGradient(
      Tensor x, Tensor slope, int inner, Tensor dy, Tensor dx, Tensor dslope);

  /** {@link #glu} with checked operands. */
  protected abstract void gate(Tensor x, Tensor y);

  /** {@link #gluBackward} with checked operands. */
  protected abstract void gateGradient(Tensor x, Tensor dy, Tensor dx);
}
