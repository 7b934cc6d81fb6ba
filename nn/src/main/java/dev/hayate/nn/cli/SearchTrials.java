package dev.hayate.nn.cli;

import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.insight.Search;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.NotFiniteException;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The trials of {@code hayate search}: each is a run of {@code hayate train} with options of its
 * own, scored on rows that are held back from it. The rows for the final test are never looked at.
 */
final class SearchTrials {
  /** Options whose values decide which rows there are. */
  private static final List<String> OF_THE_DATA =
      List.of("data", "target", "seed", "validation", "folds");

  private static final double HELD_BACK = 0.2;

  private final String job;
  private final List<String> fixed;
  private final boolean accuracy;
  private final Arena arena;
  private Optional<Job> data = Optional.empty();

  /**
   * Trials of a job.
   *
   * @param fixed options of train that all trials have
   * @param accuracy whether the score is the accuracy, and not the loss
   * @param arena owns the data
   */
  SearchTrials(String job, List<String> fixed, boolean accuracy, Arena arena) {
    this.job = job;
    this.fixed = fixed;
    this.accuracy = accuracy;
    this.arena = arena;
  }

  /** The options of train for values. */
  static List<String> options(Map<String, String> values) {
    List<String> options = new ArrayList<>();
    values.forEach((name, value) -> options.add("--" + name + "=" + value));
    return options;
  }

  /**
   * Refuses values that train does not take, before anything is run.
   *
   * @throws CommandLine.ParameterException if an option is unknown or malformed
   * @throws IllegalArgumentException if a value is out of range, or decides which rows there are
   */
  void check(List<Search.Trial> trials) {
    for (Search.Trial trial : trials) {
      for (String name : trial.values().keySet()) {
        Checks.that(
            !OF_THE_DATA.contains(name),
            "--try",
            name,
            "a setting of training, as scores on other rows would not compare");
      }
      parse(trial, 1).check();
    }
  }

  private TrainCommand parse(Search.Trial trial, int epochs) {
    List<String> line = new ArrayList<>(List.of(job));
    line.addAll(fixed);
    line.add("--epochs=" + epochs);
    line.addAll(options(trial.values()));
    TrainCommand options = new TrainCommand();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(line.toArray(String[]::new));
    options.settle();
    return options;
  }

  /** The score of a trial after some epochs; NaN if its loss did not stay finite. */
  double score(Search.Trial trial, int epochs) throws IOException {
    TrainCommand options = parse(trial, epochs);
    if (data.isEmpty()) {
      data = Optional.of(withHeldBack(Job.load(options, arena), options.seed));
    }
    try (Arena own = Arena.ofShared()) {
      Setup setup = new Setup(options, data.get(), own);
      try (Trainer trainer = setup.open()) {
        History history = trainer.fit(setup.train(), setup.validation(), setup.epochs());
        History.Epoch last = history.epochs().getLast();
        return accuracy ? last.validation().accuracy() : last.validation().loss();
      } catch (NotFiniteException e) {
        return Double.NaN;
      }
    }
  }

  /** A job that has rows to score on: its own, or some of those to learn from. */
  private Job withHeldBack(Job loaded, long seed) {
    if (loaded.validation().size() > 0) {
      return loaded;
    }
    if (!(loaded.train() instanceof Dataset train)) {
      throw new IllegalArgumentException(
          "--stream: expected --validation too, found no rows to score on");
    }
    List<Dataset> parts = train.split(arena, seed, 1 - HELD_BACK, HELD_BACK);
    return new Job(
        loaded.name(),
        parts.get(0),
        parts.get(1),
        loaded.test(),
        loaded.encoding(),
        loaded.defaults(),
        loaded.notes(),
        loaded.files());
  }
}
