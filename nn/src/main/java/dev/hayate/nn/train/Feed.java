package dev.hayate.nn.train;

/** Where the steps of {@link Trainer#fit} take their rows from. */
interface Feed extends AutoCloseable {
  /** Begins an epoch; they follow one another. */
  void begin(int epoch);

  /**
   * Takes one step on the next rows.
   *
   * @param from how many rows of the epoch were taken before
   * @return false if there was none because the run was stopped
   */
  boolean step(int from, int count);

  @Override
  void close();
}
