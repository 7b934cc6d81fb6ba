package dev.hayate.kernels;

/**
 * Optimizer steps: one pass over the weights, their gradient and what is remembered of them, each
 * array read and written once.
 *
 * <p>What a rule is made of is double, and is rounded to float32 where it meets the data, as
 * PyTorch's is. A gradient that is NaN makes its weight NaN, and what is remembered of it, but for
 * {@code Rprop}'s step sizes; no other element is touched by it.
 */
public abstract class Updates {
  /** For backends. */
  protected Updates() {}

  /**
   * Takes one step by the stretch's rule, at the rate and number that {@link Stretch#at} has set.
   *
   * @throws IllegalArgumentException if they have not been set
   */
  public final void step(Stretch x) {
    if (x.step() < 1) {
      throw Operands.refuse(x.rule().name(), "expected a rate and a step before the first one");
    }
    x.rule().advance(x);
    follow(x);
  }

  /**
   * A moving average: {@code a = keep a + (1 - keep) w}.
   *
   * @param a the average, changed
   * @param w what it follows
   * @throws IllegalArgumentException if operands do not fit, before anything is written
   */
  public final void average(Tensor a, Tensor w, double keep) {
    Operands.dense("average", "a", a);
    Operands.dense("average", "w", w);
    Operands.sameShape("average", "a", a, "w", w);
    Operands.disjoint("average", "a", a, "w", w);
    blend(a, w, keep);
  }

  /** {@link #step} with numbers that have been moved on. */
  protected abstract void follow(Stretch x);

  /** {@link #average} with checked operands. */
  protected abstract void blend(Tensor a, Tensor w, double keep);
}
