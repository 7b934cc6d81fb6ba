package dev.hayate.nn;

/**
 * Who draws random numbers: each purpose has streams of its own under a model's one seed, so that
 * drawing more for one changes nothing for another. See {@link dev.hayate.kernels.Philox}.
 */
public enum RandomStream {
  /** First values of parameters; the index is the parameter's. */
  INITIALIZATION(0),
  /** The order of rows in training; the index is the epoch's. */
  SHUFFLE(1),
  /** Which rows are held out. */
  SPLIT(2),
  /** Generated data. */
  DATA(3),
  /** What dropout drops; the index is the layer's, the place in the stream the pass's. */
  DROPOUT(4),
  /** Which rows are drawn where the classes are balanced; the index is the epoch's. */
  SAMPLING(5),
  /** What is drawn to look into a model: inputs, directions, orders of rows. */
  INSIGHT(6),
  /** Settings that a search tries; the index is the trial's. */
  SEARCH(7);

  private final long purpose;

  RandomStream(long purpose) {
    this.purpose = purpose;
  }

  /** The stream of one index, from 0 to 2^32 - 1. */
  public long at(long index) {
    return (purpose << 32) | index;
  }
}
