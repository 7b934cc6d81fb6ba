package dev.hayate.nn.cli;

import dev.hayate.nn.train.Evaluation;
import dev.hayate.nn.train.History;
import java.util.ArrayList;
import java.util.List;

/** The results of all epochs of a run, those before it was resumed too. */
final class EpochLog {
  private static final int NUMBERS = 8;

  /** Of more epochs a text holds some: a checkpoint must not grow without end. */
  private static final int MOST = 10_000;

  private final List<History.Epoch> epochs = new ArrayList<>();

  void add(History.Epoch epoch) {
    epochs.add(epoch);
  }

  List<History.Epoch> epochs() {
    return epochs;
  }

  /**
   * For {@link #read}: the numbers of an epoch between blanks, epochs between semicolons; the last
   * epoch, and of those before it not more than {@value #MOST}, evenly spread.
   */
  String text() {
    StringBuilder text = new StringBuilder();
    int every = Math.max(1, Math.ceilDiv(epochs.size(), MOST));
    for (int i = (epochs.size() - 1) % every; i >= 0 && i < epochs.size(); i += every) {
      History.Epoch epoch = epochs.get(i);
      Evaluation validation = epoch.validation();
      text.append(text.isEmpty() ? "" : ";")
          .append(epoch.number())
          .append(' ')
          .append(epoch.loss())
          .append(' ')
          .append(epoch.accuracy())
          .append(' ')
          .append(validation.loss())
          .append(' ')
          .append(validation.accuracy())
          .append(' ')
          .append(validation.samples())
          .append(' ')
          .append(epoch.seconds())
          .append(' ')
          .append(epoch.samplesPerSecond());
    }
    return text.toString();
  }

  /**
   * Takes what {@link #text} gave.
   *
   * @throws IllegalArgumentException if it is something else
   */
  void read(String text) {
    epochs.clear();
    for (String line : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      String[] numbers = line.split(" ", -1);
      if (numbers.length != NUMBERS) {
        throw new IllegalArgumentException(
            "expected " + NUMBERS + " numbers for each epoch, found " + numbers.length);
      }
      epochs.add(
          new History.Epoch(
              Integer.parseInt(numbers[0]),
              Double.parseDouble(numbers[1]),
              Double.parseDouble(numbers[2]),
              new Evaluation(
                  Double.parseDouble(numbers[3]),
                  Double.parseDouble(numbers[4]),
                  Integer.parseInt(numbers[5])),
              Double.parseDouble(numbers[6]),
              Double.parseDouble(numbers[7])));
    }
  }
}
