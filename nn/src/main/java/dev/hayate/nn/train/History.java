package dev.hayate.nn.train;

import java.util.List;

/**
 * What {@link Trainer#fit} did.
 *
 * @param epochs one result for each whole epoch
 * @param completed whether all epochs that were asked for were made; false after {@link
 *     Trainer#stop}
 * @param steps the number of steps taken
 * @param seconds how long it took
 */
public record History(List<Epoch> epochs, boolean completed, long steps, double seconds) {
  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * The result of one epoch.
   *
   * @param number from 1
   * @param loss the mean training loss, each batch's before its update
   * @param accuracy the share of right classes in training likewise; NaN if the data has no classes
   * @param validation the evaluation after the epoch; of no samples if there are none
   * @param seconds since the beginning of the run
   * @param samplesPerSecond trained on so far
   */
  public record Epoch(
      int number,
      double loss,
      double accuracy,
      Evaluation validation,
      double seconds,
      double samplesPerSecond) {}
}
