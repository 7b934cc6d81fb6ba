package dev.hayate.kernels;

/** Tensors of random numbers from {@link Philox}: functions of a seed and a stream alone. */
public abstract class Random {
  /** For backends. */
  protected Random() {}

  /**
   * {@code y[i] = low + (high - low) u(seed, stream, i)} with {@code u} from {@link
   * Philox#uniform}, in float32: the same values on every backend.
   *
   * @param y float32, contiguous
   */
  public final void uniform(long seed, long stream, float low, float high, Tensor y) {
    Operands.dense("uniform", "y", y);
    spread(seed, stream, low, high, y);
  }

  /** {@link #uniform} with checked operands. */
  protected abstract void spread(long seed, long stream, float low, float high, Tensor y);
}
