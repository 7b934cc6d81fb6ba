package dev.hayate.nn.train;

/** How far {@link Trainer#fit} is. One object for the whole run, changed at every step. */
public final class Progress {
  private final int epochs;
  private final int stepsPerEpoch;
  private final long start = System.nanoTime();
  private int epoch;
  private int step;
  private long samples;
  private long samplesOfEpoch;
  private double lossSum;
  private long correct;

  Progress(int epochs, int stepsPerEpoch) {
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  void beginEpoch(int number) {
    epoch = number;
    step = 0;
    samplesOfEpoch = 0;
    lossSum = 0;
    correct = 0;
  }

  void step(int count, double loss, int right) {
    step++;
    samples += count;
    samplesOfEpoch += count;
    lossSum += loss * count;
    correct += right;
  }

  /** The epoch, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The number of epochs asked for. */
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
    return lossSum / samplesOfEpoch;
  }

  /** The share of right classes over the epoch so far; NaN if the data has no classes. */
  public double accuracy() {
    return correct < 0 ? Double.NaN : (double) correct / samplesOfEpoch;
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
    double done = (double) (epoch - 1) * stepsPerEpoch + step;
    return seconds() * ((double) epochs * stepsPerEpoch - done) / done;
  }
}
