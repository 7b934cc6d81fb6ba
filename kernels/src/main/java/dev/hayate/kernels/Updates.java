package dev.hayate.kernels;

/**
 * Optimizer steps: one pass over a parameter, its gradient and the optimizer's state, each array
 * read and written once. All operands are float32, contiguous, of one size, and share no memory.
 * Hyperparameters are double and are rounded to float32 where they meet the data, as PyTorch's are.
 */
public abstract class Updates {
  /** For backends. */
  protected Updates() {}

  /**
   * Gradient descent as {@code torch.optim.SGD} without momentum: {@code w = w - rate (g + decay
   * w)}.
   *
   * @param rate the learning rate
   * @param decay the L2 penalty, {@code weight_decay}
   */
  public final void sgd(Tensor w, Tensor g, double rate, double decay) {
    check("sgd", w, "g", g);
    descend(w, g, rate, decay);
  }

  /**
   * Gradient descent as {@code torch.optim.SGD} with momentum: {@code d = g + decay w; v = momentum
   * v + (1 - dampening) d; w = w - rate (nesterov ? d + momentum v : v)}.
   *
   * @param v the velocity; zeros, and a dampening of 0, at the first step
   */
  public final void sgd(
      Tensor w,
      Tensor g,
      Tensor v,
      double rate,
      double decay,
      double momentum,
      double dampening,
      boolean nesterov) {
    check("sgd", w, "g", g);
    check("sgd", w, "v", v);
    Operands.disjoint("sgd", "g", g, "v", v);
    descend(w, g, v, rate, decay, momentum, dampening, nesterov);
  }

  /**
   * Adam as {@code torch.optim.Adam} (Kingma and Ba, 2015): {@code d = g + decay w; m = beta1 m +
   * (1 - beta1) d; v = beta2 v + (1 - beta2) d d; w = w - rate / (1 - beta1^t) m / (sqrt(v) /
   * sqrt(1 - beta2^t) + epsilon)}. With {@code decoupled} the decay is {@code torch.optim.AdamW}'s:
   * {@code w = w - rate decay w} in front, and {@code d = g}.
   *
   * @param m the mean of the gradient; zeros before the first step
   * @param v the mean of its square; zeros before the first step
   * @param step the number of this step, from 1
   * @throws IllegalArgumentException if operands do not fit or the step is below 1
   */
  public final void adam(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double decay,
      boolean decoupled,
      long step) {
    check("adam", w, "g", g);
    check("adam", w, "m", m);
    check("adam", w, "v", v);
    Operands.disjoint("adam", "g", g, "m", m);
    Operands.disjoint("adam", "g", g, "v", v);
    Operands.disjoint("adam", "m", m, "v", v);
    if (step < 1) {
      throw Operands.refuse("adam", "step is " + step + ": expected 1 or more");
    }
    adapt(w, g, m, v, rate, beta1, beta2, epsilon, decay, decoupled, step);
  }

  private static void check(String operation, Tensor w, String name, Tensor other) {
    Operands.dense(operation, "w", w);
    Operands.dense(operation, name, other);
    Operands.sameShape(operation, "w", w, name, other);
    Operands.disjoint(operation, "w", w, name, other);
  }

  /** {@link #sgd(Tensor, Tensor, double, double)} with checked operands. */
  protected abstract void descend(Tensor w, Tensor g, double rate, double decay);

  /** Momentum's {@code sgd} with checked operands. */
  protected abstract void descend(
      Tensor w,
      Tensor g,
      Tensor v,
      double rate,
      double decay,
      double momentum,
      double dampening,
      boolean nesterov);

  /** {@link #adam} with checked operands. */
  protected abstract void adapt(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double decay,
      boolean decoupled,
      long step);
}
