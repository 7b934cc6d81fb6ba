package dev.hayate.nn.train;

import dev.hayate.nn.data.Dataset;
import java.util.ArrayList;
import java.util.List;

/** One run of {@link Trainer#fit}. */
final class Fit {
  private final Trainer trainer;
  private final Dataset train;
  private final Dataset validation;
  private final int epochs;
  private final FitListener listener;
  private final int[] order;
  private final Progress progress;

  Fit(Trainer trainer, Dataset train, Dataset validation, int epochs, FitListener listener) {
    if (epochs < 0) {
      throw new IllegalArgumentException("fit: epochs is " + epochs + ": expected 0 or more");
    }
    if (train.size() == 0) {
      throw new IllegalArgumentException("fit: the training data has no rows: expected some");
    }
    this.trainer = trainer;
    this.train = train;
    this.validation = validation;
    this.epochs = epochs;
    this.listener = listener;
    this.order = new int[train.size()];
    this.progress = new Progress(epochs, Math.ceilDiv(train.size(), trainer.largestBatch()));
  }

  History run() {
    List<History.Epoch> results = new ArrayList<>();
    long before = trainer.steps();
    for (int number = 1; number <= epochs && epoch(number); number++) {
      Evaluation evaluation = trainer.evaluate(validation);
      History.Epoch result =
          new History.Epoch(
              number,
              progress.loss(),
              progress.accuracy(),
              evaluation,
              progress.seconds(),
              progress.samplesPerSecond());
      results.add(result);
      listener.onEpoch(result);
    }
    return new History(
        results, results.size() == epochs, trainer.steps() - before, progress.seconds());
  }

  /** Whether the epoch was completed. */
  private boolean epoch(int number) {
    trainer.order(number, order);
    progress.beginEpoch(number);
    for (int from = 0; from < order.length; from += trainer.largestBatch()) {
      if (trainer.stopped()) {
        return false;
      }
      int count = Math.min(trainer.largestBatch(), order.length - from);
      trainer.step(train, order, from, count);
      progress.step(count, trainer.loss(), trainer.correct());
      listener.onStep(progress);
    }
    return true;
  }
}
