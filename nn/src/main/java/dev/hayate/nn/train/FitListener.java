package dev.hayate.nn.train;

/** Somebody who watches {@link Trainer#fit}, on the thread that trains. */
public interface FitListener {
  /**
   * A step was taken.
   *
   * @param progress the same object each time, valid during the call
   */
  default void onStep(Progress progress) {}

  /** An epoch was completed and evaluated. */
  default void onEpoch(History.Epoch epoch) {}

  /** This listener and then another. */
  default FitListener and(FitListener other) {
    FitListener first = this;
    return new FitListener() {
      @Override
      public void onStep(Progress progress) {
        first.onStep(progress);
        other.onStep(progress);
      }

      @Override
      public void onEpoch(History.Epoch epoch) {
        first.onEpoch(epoch);
        other.onEpoch(epoch);
      }
    };
  }
}
