package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.insight.LayerProbe;
import dev.hayate.nn.metric.ConfusionMatrix;
import dev.hayate.nn.report.TrainingReport;
import dev.hayate.nn.train.FitListener;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Progress;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of {@code hayate train}. */
final class TrainingRun {
  private static final int INTERRUPTED = 130;

  /** More points than a picture shows. */
  private static final int SHOWN = 10_000;

  private final TrainCommand options;
  private final Job job;
  private final Arena arena;
  private final EpochLog log = new EpochLog();

  TrainingRun(TrainCommand options, Job job, Arena arena) {
    this.options = options;
    this.job = job;
    this.arena = arena;
  }

  int call() throws IOException {
    job.notes().forEach(note -> System.out.println("note: " + note));
    Setup setup = new Setup(options, job, arena);
    if (options.describe != null) {
      ModelDescription.write(options.describe, setup.parameters().model());
      return 0;
    }
    try (Trainer trainer = setup.open()) {
      System.out.printf(
          Locale.ROOT,
          "%s: %,d rows to learn from, %,d parameters, backend %s%n",
          job.name(),
          job.train().size(),
          trainer.model().parameterCount(),
          trainer.backend());
      RunFile file = resumed(setup, trainer);
      History history = fit(setup, trainer, file);
      if (!history.completed()) {
        return INTERRUPTED;
      }
      trainer.averaged().ifPresent(trainer.parameters()::copyFrom);
      finish(setup, trainer, history);
    }
    return 0;
  }

  private @Nullable RunFile resumed(Setup setup, Trainer trainer) throws IOException {
    if (options.checkpoint.file == null) {
      return null;
    }
    long every = Math.max(1, Math.round(options.checkpoint.every() * setup.stepsPerEpoch()));
    RunFile file =
        new RunFile(options.checkpoint.file, trainer, setup.choices(), job.encoding(), log, every);
    if (options.checkpoint.resume) {
      if (file.resume()) {
        System.out.printf(
            Locale.ROOT,
            "note: going on after %,d steps, %,d whole epochs%n",
            trainer.steps(),
            trainer.epochs());
      } else {
        System.out.println("note: no checkpoint yet: from the beginning");
      }
    }
    Checks.that(
        trainer.epochs() <= setup.epochs(),
        "--epochs",
        setup.epochs(),
        trainer.epochs() + " or more, which the checkpoint has");
    return file;
  }

  private History fit(Setup setup, Trainer trainer, @Nullable RunFile file) throws IOException {
    Snapshot snapshot =
        new Snapshot(
            trainer.averaged().orElse(trainer.parameters()), options.save, metadata(), arena);
    int epochs = setup.epochs();
    int left = trainer.ended() ? 0 : (int) (epochs - trainer.epochs());
    try (Interrupt interrupt = Interrupt.stopping(trainer);
        Watch watch = Watch.of(options.tensorboard, trainer, setup)) {
      FitListener listener = watch.and(new Watcher(trainer, file, snapshot, epochs));
      History history = trainer.fit(setup.train(), setup.validation(), left, listener);
      if (history.completed()) {
        // The best epoch may have been put back.
        snapshot.take();
      }
      snapshot.write();
      if (!history.completed()) {
        if (file != null) {
          file.write();
        }
        System.err.println(
            "hayate: train: interrupted after "
                + trainer.epochs()
                + " whole epochs"
                + (file == null ? "" : "; --resume goes on from " + options.checkpoint.file)
                + (options.save == null ? "" : "; saved in " + options.save));
        interrupt.finished();
      }
      return history;
    }
  }

  /** Shows progress, and writes what is to be written on the way. */
  private final class Watcher implements FitListener {
    private final Trainer trainer;
    private final @Nullable RunFile file;
    private final Snapshot snapshot;
    private final int epochs;
    private final ProgressLine progressLine;

    Watcher(Trainer trainer, @Nullable RunFile file, Snapshot snapshot, int epochs) {
      this.trainer = trainer;
      this.file = file;
      this.snapshot = snapshot;
      this.epochs = epochs;
      this.progressLine = new ProgressLine(epochs);
    }

    @Override
    public void onStep(Progress progress) {
      progressLine.onStep(progress);
      // The last step waits for its epoch's evaluation.
      if (file != null && progress.step() < progress.stepsPerEpoch()) {
        try {
          file.writeIfDue();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void onEpoch(History.Epoch epoch) {
      log.add(epoch);
      snapshot.take();
      try {
        if (file != null && (epoch.number() == epochs || trainer.ended())) {
          file.write();
        } else if (file != null) {
          file.writeIfDue();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      progressLine.onEpoch(epoch);
    }
  }

  /** What is saved beside the parameters. */
  private Map<String, String> metadata() throws IOException {
    if (options.save == null) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Encoding.METADATA_KEY, job.encoding().toJson());
    texts.put("hayate.job", job.name());
    texts.put("hayate.seed", Long.toString(options.seed));
    texts.put(RowSplit.KEY, RowSplit.of(options, job).text());
    return texts;
  }

  private void finish(Setup setup, Trainer trainer, History history) throws IOException {
    History.Epoch last = log.epochs().getLast();
    Rows test = job.test();
    Scoring.Answered answered =
        Scoring.answered(trainer.parameters(), job.encoding(), options.backend, test, arena);
    Scores scores = answered.scores(job.encoding().target());
    double loss = trainer.evaluate(setup.learned(test)).loss();
    System.out.printf(Locale.ROOT, "test: loss %.4f, %s%n", loss, scores.line());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("job", job.name());
    result.put("train_loss", last.loss());
    result.put("validation_loss", last.validation().loss());
    result.put("test_loss", loss);
    scores.numbers().forEach((name, value) -> result.put("test_" + name, value));
    result.put("epochs", trainer.epochs());
    result.put("steps", trainer.steps());
    result.put("seconds", history.seconds());
    result.put("samples_per_second", last.samplesPerSecond());
    result.put("parameters", trainer.model().parameterCount());
    result.put("seed", options.seed);
    result.put("backend", trainer.backend());
    if (options.report != null) {
      AtomicFile.writeText(options.report, report(setup, trainer, history, result, answered));
    }
    if (options.json != null) {
      result.put("test", scores.all());
      AtomicFile.writeText(options.json, Json.write(result) + "\n");
    }
  }

  private String report(
      Setup setup,
      Trainer trainer,
      History history,
      Map<String, Object> result,
      Scoring.Answered answered)
      throws IOException {
    TrainingReport report = new TrainingReport("hayate train " + job.name());
    report.table("Result", result);
    report.curves(
        new History(log.epochs(), history.completed(), trainer.steps(), history.seconds()));
    Tensor answers = answered.answers();
    if (job.isClassification()) {
      if (job.train().featureCount() == 2
          && answers.cols() == trainer.model().outputShape(0).cols()) {
        report.boundary(trainer.model(), trainer.parameters(), job.train().sample(arena, SHOWN));
      }
      report.confusion(new ConfusionMatrix(answers, answered.truth()), job.test().labels());
    } else {
      report.predictions(answers, answered.truth());
    }
    try (LayerProbe probe =
        new LayerProbe(trainer.model(), setup.loss(), setup.sample(Watch.ROWS), Watch.ROWS)) {
      report.layers(probe.read(trainer.parameters()));
    }
    return report.html();
  }
}
