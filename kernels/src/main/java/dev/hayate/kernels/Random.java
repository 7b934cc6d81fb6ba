package dev.hayate.kernels;

/**
 * Tensors of random numbers from {@link Philox}: functions of a seed and a stream alone. Operands
 * that are not float32 and contiguous, or do not fit, throw {@link IllegalArgumentException} before
 * anything is written.
 */
public abstract class Random {
  /** For backends. */
  protected Random() {}

  /**
   * {@code y[i] = low + (high - low) u(seed, stream, i)} with {@code u} from {@link
   * Philox#uniform}, at least 0 and below 1, in float32: the same values on every backend. Rounding
   * may make high of what is nearly that.
   *
   * @param y float32, contiguous
   */
  public final void uniform(long seed, long stream, float low, float high, Tensor y) {
    Operands.dense("uniform", "y", y);
    spread(seed, stream, low, high, y);
  }

  /** {@link #uniform} with checked operands. */
  protected abstract void spread(long seed, long stream, float low, float high, Tensor y);

  /**
   * Inverted dropout (Srivastava and others, 2014): {@code y[i] = 0} where {@code u(seed, stream,
   * first + i) < rate}, and {@code x[i] / (1 - rate)} elsewhere, with {@code u} from {@link
   * Philox#uniform}. The same numbers drop the same places of a gradient. A rate of 1 gives zeros.
   * What is dropped is 0 even where x is NaN or infinite.
   *
   * @param first the index of the first number, a multiple of 4
   * @param rate from 0 to 1
   * @param x float32, contiguous
   * @param y the shape of x; may be x itself
   * @throws IllegalArgumentException if the rate or the index is out of range or operands do not
   *     fit
   */
  public final void dropout(long seed, long stream, long first, double rate, Tensor x, Tensor y) {
    Operands.pairOfOneShape("dropout", "x", x, "y", y);
    if (!(rate >= 0 && rate <= 1) || first < 0 || (first & 3) != 0) {
      throw Operands.refuse(
          "dropout",
          "rate is " + rate + ", first " + first + ": expected 0 to 1, and a multiple of 4");
    }
    drop(seed, stream, first, rate, x, y);
  }

  /**
   * {@code y[i] = mean + deviation n} with normally distributed n by Box and Muller's transform
   * (1958) of the uniform numbers {@code 2 i} and {@code 2 i + 1} of the stream, in double.
   *
   * @param y float32, contiguous
   */
  public final void normal(long seed, long stream, double mean, double deviation, Tensor y) {
    Operands.dense("normal", "y", y);
    scatter(seed, stream, mean, deviation, y);
  }

  /** {@link #dropout} with checked operands. */
  protected abstract void drop(long seed, long stream, long first, double rate, Tensor x, Tensor y);

  /** {@link #normal} with checked operands. */
  protected abstract void scatter(long seed, long stream, double mean, double deviation, Tensor y);
}
