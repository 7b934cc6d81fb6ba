package dev.hayate.nn.train;

/** How far {@link Trainer#fit} is. One object for the whole run, changed at every step. */
public final class Progress {
  private final int epochs;
  private final int stepsPerEpoch;
  private final long start = System.nanoTime();
  private int epoch;
  private final int firstEpoch;
  private final int firstStep;
  private final Sums sums;
  private int step;
  private long samples;

  /** What an epoch has added up so far; a checkpoint within the epoch keeps it. */
  static final class Sums {
    private long samples;
    private double loss;
    private long correct;

    void clear() {
      samples = 0;
      loss = 0;
      correct = 0;
    }

    void save(TrainingState.Writer to) {
      to.count("epoch.samples", samples);
      to.number("epoch.loss", loss);
      to.count("epoch.correct", correct);
    }

    void restore(TrainingState from) {
      samples = from.count("epoch.samples");
      loss = from.number("epoch.loss");
      correct = from.whole("epoch.correct");
    }
  }

  Progress(int firstEpoch, int firstStep, int epochs, int stepsPerEpoch, Sums sums) {
    this.firstEpoch = firstEpoch;
    this.firstStep = firstStep;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.sums = sums;
  }

  void beginEpoch(int number) {
    epoch = number;
    step = number == firstEpoch ? firstStep : 0;
    if (step == 0) {
      sums.clear();
    }
  }

  void step(int count, double loss, int right) {
    step++;
    samples += count;
    sums.samples += count;
    sums.loss += loss * count;
    sums.correct += right;
  }

  /** The epoch, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The number of the last epoch asked for. */
  public int epochs() {
    return epochs;
  }

  /** The step within the epoch, from 1. */
  public int step() {
    return step;
  }

  /** The number of steps in an epoch. */
  public int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** The mean loss over the epoch so far, each batch's before its update. */
  public double loss() {
    return sums.loss / sums.samples;
  }

  /** The share of right classes over the epoch so far; NaN if the data has no classes. */
  public double accuracy() {
    return sums.correct < 0 ? Double.NaN : (double) sums.correct / sums.samples;
  }

  /** Seconds since the beginning of the run. */
  public double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  /** Samples trained on since the beginning of the run, by second, evaluation included. */
  public double samplesPerSecond() {
    return samples / seconds();
  }

  /** Seconds that the rest of the run will take if it goes on as it did so far. */
  public double secondsLeft() {
    double all = (double) (epochs - firstEpoch + 1) * stepsPerEpoch - firstStep;
    double done = (double) (epoch - firstEpoch) * stepsPerEpoch + step - firstStep;
    return seconds() * (all - done) / done;
  }
}
