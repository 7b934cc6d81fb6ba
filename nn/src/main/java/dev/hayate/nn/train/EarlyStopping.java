package dev.hayate.nn.train;

/**
 * When {@link Trainer#fit} ends because the validation loss no longer falls (the training loss,
 * where there is no validation data).
 *
 * @param patience how many epochs in a row may be no better, 1 or more
 * @param margin by how much a loss has to be smaller to be better
 * @param restore whether the parameters of the best epoch are put back at the end
 */
public record EarlyStopping(int patience, double margin, boolean restore) {
  /**
   * Checks the patience.
   *
   * @throws IllegalArgumentException if it is below 1 or the margin negative
   */
  public EarlyStopping {
    if (patience < 1 || !(margin >= 0)) {
      throw new IllegalArgumentException(
          "early stopping: patience "
              + patience
              + ", margin "
              + margin
              + ": expected 1 and 0 or more");
    }
  }

  /** No margin, and the best parameters put back. */
  public static EarlyStopping after(int patience) {
    return new EarlyStopping(patience, 0, true);
  }
}
