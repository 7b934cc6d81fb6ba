package dev.hayate.kernels;

/**
 * Optimizer steps: one pass over a parameter, its gradient and the optimizer's state, each array
 * read and written once. All operands are float32, contiguous, of one size, and share no memory.
 * Hyperparameters are double and are rounded to float32 where they meet the data, as PyTorch's are;
 * their ranges are not checked here.
 *
 * <p>Operands that do not fit throw {@link IllegalArgumentException} before anything is written. A
 * gradient that is NaN makes its weight NaN, and what is remembered of it, but for {@link #rprop}'s
 * step sizes; no other element is touched by it.
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

  /**
   * Adagrad (Duchi, Hazan and Singer, 2011), as {@code torch.optim.Adagrad}: {@code d = g + decay
   * w; sum = sum + d d; w = w - rate d / (sqrt(sum) + epsilon)}.
   */
  public final void adagrad(
      Tensor w, Tensor g, Tensor sum, double rate, double decay, double epsilon) {
    check("adagrad", w, "g", g);
    check("adagrad", w, "sum", sum);
    Operands.disjoint("adagrad", "g", g, "sum", sum);
    accumulate(w, g, sum, rate, decay, epsilon);
  }

  /**
   * Adadelta (Zeiler, 2012), as {@code torch.optim.Adadelta}: {@code d = g + decay w; square = rho
   * square + (1 - rho) d d; u = d sqrt(delta + epsilon) / sqrt(square + epsilon); delta = rho delta
   * + (1 - rho) u u; w = w - rate u}.
   */
  public final void adadelta(
      Tensor w,
      Tensor g,
      Tensor square,
      Tensor delta,
      double rate,
      double decay,
      double rho,
      double epsilon) {
    check("adadelta", w, "g", g);
    check("adadelta", w, "square", square);
    check("adadelta", w, "delta", delta);
    Operands.disjoint("adadelta", "g", g, "square", square);
    Operands.disjoint("adadelta", "g", g, "delta", delta);
    Operands.disjoint("adadelta", "square", square, "delta", delta);
    follow(w, g, square, delta, rate, decay, rho, epsilon);
  }

  /**
   * RMSprop (Hinton, 2012), as {@code torch.optim.RMSprop} without momentum: {@code d = g + decay
   * w; square = alpha square + (1 - alpha) d d; w = w - rate d / (sqrt(square) + epsilon)}.
   */
  public final void rmsprop(
      Tensor w, Tensor g, Tensor square, double rate, double decay, double alpha, double epsilon) {
    check("rmsprop", w, "g", g);
    check("rmsprop", w, "square", square);
    Operands.disjoint("rmsprop", "g", g, "square", square);
    normalize(w, g, square, rate, decay, alpha, epsilon);
  }

  /**
   * RMSprop with everything: the variance in place of the mean square if it is centred, and a
   * velocity {@code v = momentum v + d / (root + epsilon)} that is subtracted at the rate.
   *
   * @param centred whether {@code mean} is kept, whose square is taken off the mean square
   */
  public final void rmsprop(
      Tensor w,
      Tensor g,
      Tensor square,
      Tensor mean,
      Tensor velocity,
      double rate,
      double decay,
      double alpha,
      double epsilon,
      double momentum,
      boolean centred) {
    check("rmsprop", w, "g", g);
    check("rmsprop", w, "square", square);
    check("rmsprop", w, "mean", mean);
    check("rmsprop", w, "velocity", velocity);
    Operands.disjoint("rmsprop", "g", g, "square", square);
    Operands.disjoint("rmsprop", "g", g, "mean", mean);
    Operands.disjoint("rmsprop", "g", g, "velocity", velocity);
    Operands.disjoint("rmsprop", "square", square, "mean", mean);
    Operands.disjoint("rmsprop", "square", square, "velocity", velocity);
    Operands.disjoint("rmsprop", "mean", mean, "velocity", velocity);
    normalizeAll(w, g, square, mean, velocity, rate, decay, alpha, epsilon, momentum, centred);
  }

  /**
   * Adamax (Kingma and Ba, 2015), as {@code torch.optim.Adamax}: {@code d = g + decay w; m = beta1
   * m + (1 - beta1) d; norm = max(beta2 norm, |d| + epsilon); w = w - rate m / norm}.
   *
   * @param rate the learning rate divided by {@code 1 - beta1^t}
   */
  public final void adamax(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor norm,
      double rate,
      double decay,
      double beta1,
      double beta2,
      double epsilon) {
    check("adamax", w, "g", g);
    check("adamax", w, "m", m);
    check("adamax", w, "norm", norm);
    Operands.disjoint("adamax", "g", g, "m", m);
    Operands.disjoint("adamax", "g", g, "norm", norm);
    Operands.disjoint("adamax", "m", m, "norm", norm);
    adaptToLargest(w, g, m, norm, rate, decay, beta1, beta2, epsilon);
  }

  /**
   * Lion (Chen and others, Symbolic discovery of optimization algorithms, 2023): {@code w = w -
   * rate decay w - rate sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g}.
   */
  public final void lion(
      Tensor w, Tensor g, Tensor m, double rate, double decay, double beta1, double beta2) {
    check("lion", w, "g", g);
    check("lion", w, "m", m);
    Operands.disjoint("lion", "g", g, "m", m);
    followSign(w, g, m, rate, decay, beta1, beta2);
  }

  /**
   * Resilient backpropagation (Riedmiller and Braun, 1993), as {@code torch.optim.Rprop}: each
   * weight has a step size of its own, which grows while the gradient keeps its sign and shrinks
   * when it changes; after a change the weight rests for one step.
   *
   * @param before the gradient of the last step
   * @param size the step sizes; the learning rate before the first step
   */
  public final void rprop(
      Tensor w,
      Tensor g,
      Tensor before,
      Tensor size,
      double shrink,
      double grow,
      double least,
      double most) {
    check("rprop", w, "g", g);
    check("rprop", w, "before", before);
    check("rprop", w, "size", size);
    Operands.disjoint("rprop", "g", g, "before", before);
    Operands.disjoint("rprop", "g", g, "size", size);
    Operands.disjoint("rprop", "before", before, "size", size);
    followSigns(w, g, before, size, shrink, grow, least, most);
  }

  /**
   * The general step of Adam's relatives: {@code d = g + decay w; m = beta1 m + (1 - beta1) d; v =
   * beta2 v + (1 - beta2) d d; w = shrink w - (gradientRate d + meanRate m) / (rootFactor sqrt(v) +
   * epsilon)}.
   *
   * @param m the mean of the gradient
   * @param v the mean of its square
   * @param beta1 the share of m that is kept
   * @param beta2 the share of v that is kept
   * @param decay the L2 penalty that joins the gradient
   * @param shrink what every weight is multiplied by first
   * @param gradientRate the rate for the gradient itself
   * @param meanRate the rate for its mean
   * @param rootFactor the factor of the root of v
   * @param epsilon added to that
   */
  public final void moments(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    checkMoments("moments", w, g, m, v);
    stepMoments(
        w, g, m, v, beta1, beta2, decay, shrink, gradientRate, meanRate, rootFactor, epsilon);
  }

  /**
   * The same with the largest v so far in place of v (Reddi, Kale and Kumar, 2018).
   *
   * @param most that largest v
   */
  public final void moments(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      Tensor most,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    checkMoments("moments", w, g, m, v);
    check("moments", w, "most", most);
    Operands.disjoint("moments", "g", g, "most", most);
    Operands.disjoint("moments", "m", m, "most", most);
    Operands.disjoint("moments", "v", v, "most", most);
    stepMoments(
        w, g, m, v, most, beta1, beta2, decay, shrink, gradientRate, meanRate, rootFactor, epsilon);
  }

  private static void checkMoments(String name, Tensor w, Tensor g, Tensor m, Tensor v) {
    check(name, w, "g", g);
    check(name, w, "m", m);
    check(name, w, "v", v);
    Operands.disjoint(name, "g", g, "m", m);
    Operands.disjoint(name, "g", g, "v", v);
    Operands.disjoint(name, "m", m, "v", v);
  }

  /**
   * A moving average: {@code a = keep a + (1 - keep) w}.
   *
   * @param a the average, changed
   * @param w what it follows
   */
  public final void average(Tensor a, Tensor w, double keep) {
    check("average", a, "w", w);
    blend(a, w, keep);
  }

  /** {@link #adagrad} with checked operands. */
  protected abstract void accumulate(
      Tensor w, Tensor g, Tensor sum, double rate, double decay, double epsilon);

  /** {@link #adadelta} with checked operands. */
  protected abstract void follow(
      Tensor w,
      Tensor g,
      Tensor square,
      Tensor delta,
      double rate,
      double decay,
      double rho,
      double epsilon);

  /** {@link #rmsprop} with checked operands. */
  protected abstract void normalize(
      Tensor w, Tensor g, Tensor square, double rate, double decay, double alpha, double epsilon);

  /** {@link #rmsprop} with checked operands. */
  protected abstract void normalizeAll(
      Tensor w,
      Tensor g,
      Tensor square,
      Tensor mean,
      Tensor velocity,
      double rate,
      double decay,
      double alpha,
      double epsilon,
      double momentum,
      boolean centred);

  /** {@link #adamax} with checked operands. */
  protected abstract void adaptToLargest(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor norm,
      double rate,
      double decay,
      double beta1,
      double beta2,
      double epsilon);

  /** {@link #lion} with checked operands. */
  protected abstract void followSign(
      Tensor w, Tensor g, Tensor m, double rate, double decay, double beta1, double beta2);

  /** {@link #rprop} with checked operands. */
  protected abstract void followSigns(
      Tensor w,
      Tensor g,
      Tensor before,
      Tensor size,
      double shrink,
      double grow,
      double least,
      double most);

  /**
   * {@link #moments(Tensor, Tensor, Tensor, Tensor, double, double, double, double, double, double,
   * double, double)} with checked operands.
   */
  protected abstract void stepMoments(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon);

  /**
   * {@link #moments(Tensor, Tensor, Tensor, Tensor, Tensor, double, double, double, double, double,
   * double, double, double)} with checked operands.
   */
  protected abstract void stepMoments(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      Tensor most,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon);

  /** {@link #average} with checked operands. */
  protected abstract void blend(Tensor a, Tensor w, double keep);
}
