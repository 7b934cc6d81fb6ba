package dev.hayate.kernels;

/**
 * Something that runs operations on tensors, given out by kind, so that one backend can replace one
 * family and keep another's. Obtained from {@link Backends}.
 *
 * <p>The families are stateless but for the team of threads behind them, and may be used by many
 * threads at once; after {@link #close()} they still work, on the calling thread alone.
 */
public interface Backend extends AutoCloseable {
  /** The name by which it is chosen: {@code scalar}, {@code vector} and so on. */
  String name();

  /** The number of threads that a large operation may use, the caller's own among them. */
  int threads();

  /** Matrix products. */
  Products products();

  /** Activation functions. */
  Activations activations();

  /** Sums and copies. */
  Arithmetic arithmetic();

  /** Softmax and standardisation. */
  Normalizations normalizations();

  /** Losses and their gradients. */
  Losses losses();

  /** Sums, moments and maxima. */
  Reductions reductions();

  /** Optimizer steps. */
  Updates updates();

  /** Rows by number. */
  Indexing indexing();

  /** Random numbers. */
  Random random();

  /** Ends the team of threads, if there is one. Closing twice does nothing. */
  @Override
  void close();
}
