package dev.hayate.nn.cli;

import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.train.FitListener;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code hayate train --folds K}: a model for each fold, tested on the rows it has not seen. */
final class CrossValidation {
  private static final int INTERRUPTED = 130;

  private final TrainCommand options;
  private final List<Map<String, Double>> results = new ArrayList<>();
  private String name = "";

  CrossValidation(TrainCommand options) {
    this.options = options;
  }

  int call() throws IOException {
    for (int fold = 0; fold < options.folds; fold++) {
      try (Arena arena = Arena.ofShared()) {
        if (!run(fold, arena)) {
          System.err.println("hayate: train: interrupted after " + fold + " whole folds");
          return INTERRUPTED;
        }
      }
    }
    summary();
    return 0;
  }

  private boolean run(int fold, Arena arena) throws IOException {
    Job job = Job.fold(options, fold, arena);
    name = job.name();
    Checks.that(
        job.train().size() > 0 && job.test().size() > 0,
        "--folds",
        options.folds,
        "fewer than there are rows");
    if (fold == 0) {
      job.notes().forEach(note -> System.out.println("note: " + note));
    }
    Setup setup = new Setup(options, job, arena);
    try (Trainer trainer = setup.open();
        Interrupt interrupt = Interrupt.stopping(trainer)) {
      History history =
          trainer.fit(setup.train(), setup.validation(), setup.epochs(), new FitListener() {});
      if (!history.completed()) {
        interrupt.finished();
        return false;
      }
      trainer.averaged().ifPresent(trainer.parameters()::copyFrom);
      Scores scores =
          Scoring.scores(trainer.parameters(), job.encoding(), options.backend, job.test(), arena);
      results.add(scores.numbers());
      System.out.printf(
          Locale.ROOT,
          "fold %d/%d: %,d rows to learn from, %,d to test, %d epochs: %s%n",
          fold + 1,
          options.folds,
          job.train().size(),
          job.test().size(),
          history.epochs().size(),
          scores.line());
    }
    return true;
  }

  private void summary() throws IOException {
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, Double> deviations = new LinkedHashMap<>();
    for (String measure : results.getFirst().keySet()) {
      double[] values =
          results.stream().mapToDouble(r -> r.getOrDefault(measure, Double.NaN)).toArray();
      double mean = Arrays.stream(values).sum() / values.length;
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      means.put(measure, mean);
      deviations.put(measure, Math.sqrt(squares / values.length));
      System.out.printf(
          Locale.ROOT, "%-20s mean %.5g, deviation %.3g%n", measure, mean, deviations.get(measure));
    }
    if (options.json != null) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("job", name);
      all.put("folds", options.folds);
      all.put("seed", options.seed);
      all.put("mean", means);
      all.put("deviation", deviations);
      all.put("each", results);
      AtomicFile.writeText(options.json, Json.write(all) + "\n");
    }
  }
}
