package dev.hayate.nn.train;

/**
 * How far a run has come, and what follows from it: the whole epochs, the place within the one
 * under way and what was summed up there, the learning rates, and whether the run has to end.
 */
final class Course {
  private final Rates rates;
  private final BestEpoch best;
  private final Progress.Sums sums = new Progress.Sums();
  private long epochs;
  private int position;

  Course(Rates rates, BestEpoch best) {
    this.rates = rates;
    this.best = best;
  }

  Rates rates() {
    return rates;
  }

  /** What the steps of the epoch under way add up to. */
  Progress.Sums sums() {
    return sums;
  }

  /** The number of whole epochs. */
  long epochs() {
    return epochs;
  }

  /** How many rows of the epoch that is under way were taken. */
  int position() {
    return position;
  }

  void position(int rows) {
    position = rows;
  }

  /** An epoch is over; whether the run has to end. */
  boolean endEpoch(double loss) {
    epochs++;
    position = 0;
    rates.epoch(epochs);
    rates.observe(loss);
    return best.endsAfter(loss);
  }

  /** A run is over. */
  void endRun() {
    best.restore();
  }

  /** Whether the last epochs were all no better. */
  boolean ended() {
    return best.ended();
  }

  void save(TrainingState.Writer to) {
    to.count("epochs", epochs);
    to.count("position", position);
    sums.save(to);
    rates.save(to);
    best.save(to);
  }

  void restore(TrainingState from) {
    rates.restore(from);
    best.restore(from);
    sums.restore(from);
    epochs = from.count("epochs");
    position = (int) from.count("position");
    rates.epoch(epochs);
  }
}
