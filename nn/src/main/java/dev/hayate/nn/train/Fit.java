package dev.hayate.nn.train;

import dev.hayate.nn.data.Rows;
import java.util.ArrayList;
import java.util.List;

/** One run of {@link Trainer#fit}. */
final class Fit {
  private final Trainer trainer;
  private final Course course;
  private final Rows train;
  private final Rows validation;
  private final int epochs;
  private final int first;
  private final FitListener listener;
  private final Progress progress;

  Fit(Trainer trainer, Rows train, Rows validation, int epochs, FitListener listener) {
    if (epochs < 0) {
      throw new IllegalArgumentException("fit: epochs is " + epochs + ": expected 0 or more");
    }
    if (train.size() == 0) {
      throw new IllegalArgumentException("fit: the training data has no rows: expected some");
    }
    this.trainer = trainer;
    this.course = trainer.course();
    this.train = train;
    this.validation = validation;
    this.epochs = epochs;
    this.listener = listener;
    this.first = Math.toIntExact(course.epochs()) + 1;
    this.progress =
        new Progress(
            first,
            Math.ceilDiv(course.position(), trainer.largestBatch()),
            first + epochs - 1,
            Math.ceilDiv(train.size(), trainer.largestBatch()),
            course.sums());
  }

  History run() {
    List<History.Epoch> results = new ArrayList<>();
    long before = trainer.steps();
    boolean ended = false;
    int last = first + epochs - 1;
    if (last < first) {
      return finish(results, before, ended);
    }
    try (Feed feed = trainer.feed(train, first, last)) {
      for (int number = first; !ended && number <= last && epoch(feed, number); number++) {
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
        ended = course.endEpoch(validation.size() > 0 ? evaluation.loss() : result.loss());
        listener.onEpoch(result);
      }
    }
    return finish(results, before, ended);
  }

  private History finish(List<History.Epoch> results, long before, boolean ended) {
    boolean completed = ended || results.size() == epochs;
    if (completed) {
      course.endRun();
    }
    return new History(results, completed, trainer.steps() - before, progress.seconds());
  }

  /** Whether the epoch was completed. */
  private boolean epoch(Feed feed, int number) {
    feed.begin(number);
    progress.beginEpoch(number);
    for (int from = course.position(); from < train.size(); from += trainer.largestBatch()) {
      int count = Math.min(trainer.largestBatch(), train.size() - from);
      if (trainer.stopped() || !feed.step(from, count)) {
        return false;
      }
      course.position(from + count);
      progress.step(count, trainer.loss(), trainer.correct());
      listener.onStep(progress);
    }
    return true;
  }
}
