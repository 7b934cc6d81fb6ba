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
  private final int first;
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
    this.first = Math.toIntExact(trainer.epochs()) + 1;
    this.progress =
        new Progress(
            first,
            Math.ceilDiv(trainer.position(), trainer.largestBatch()),
            first + epochs - 1,
            Math.ceilDiv(train.size(), trainer.largestBatch()),
            trainer.sums());
  }

  History run() {
    List<History.Epoch> results = new ArrayList<>();
    long before = trainer.steps();
    boolean ended = false;
    for (int number = first; !ended && number < first + epochs && epoch(number); number++) {
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
      ended = trainer.endEpoch(validation.size() > 0 ? evaluation.loss() : result.loss());
      listener.onEpoch(result);
    }
    boolean completed = ended || results.size() == epochs;
    if (completed) {
      trainer.endRun();
    }
    return new History(results, completed, trainer.steps() - before, progress.seconds());
  }

  /** Whether the epoch was completed. */
  private boolean epoch(int number) {
    trainer.order(train, number, order);
    progress.beginEpoch(number);
    for (int from = trainer.position(); from < order.length; from += trainer.largestBatch()) {
      if (trainer.stopped()) {
        return false;
      }
      int count = Math.min(trainer.largestBatch(), order.length - from);
      trainer.step(train, order, from, count);
      trainer.position(from + count);
      progress.step(count, trainer.loss(), trainer.correct());
      listener.onStep(progress);
    }
    return true;
  }
}
