package dev.hayate.nn.cli;

import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.insight.Dimension;
import dev.hayate.nn.insight.Search;
import dev.hayate.nn.insight.Search.Outcome;
import dev.hayate.nn.insight.SearchLog;
import dev.hayate.nn.report.SearchReport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayate search}: which options of {@code hayate train} serve best. */
@Command(
    name = "search",
    description = {
      "Trains with different options and says which serve best, on rows held back from training.",
      "It can be stopped at any time and goes on from its --state."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: hayate search spiral --try lr=log:1e-4..1e-1 --try hidden=50|100|100,50"
          + " --trials 20 --epochs 100",
      "          hayate search mnist --method halving --space space.json --state state.json"
          + " -- --data DIR --batch-norm",
      "",
      "space.json: {\"lr\": {\"from\": 1e-4, \"to\": 0.1, \"log\": true}, \"batch\": [32, 64]}"
    })
final class SearchCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "spiral, rent, mnist, fashion or FILE.csv")
  String job = "";

  @Parameters(
      index = "1..*",
      paramLabel = "OPTION",
      description = "after --: options of hayate train that all trials have")
  List<String> fixed = new ArrayList<>();

  @Option(
      names = "--try",
      paramLabel = "NAME=VALUES",
      description =
          "an option of hayate train and what to try: A|B|C, LOW..HIGH or log:LOW..HIGH; whole"
              + " numbers between whole ends; can be given again")
  List<String> tries = new ArrayList<>();

  @Option(
      names = "--space",
      paramLabel = "FILE.json",
      description = "more of them: an object of lists and of objects with from, to and log")
  @Nullable Path space;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "grid, random or halving: a third goes on with three times the epochs (random)")
  Search.Method method = Search.Method.RANDOM;

  @Option(names = "--trials", paramLabel = "N", description = "how many, but for a grid (20)")
  int trials = 20;

  @Option(names = "--epochs", paramLabel = "N", description = "of each, at most (10)")
  int epochs = 10;

  @Option(names = "--points", paramLabel = "N", description = "of each range in a grid (3)")
  int points = 3;

  @Option(names = "--accuracy", description = "look for the largest accuracy, not the least loss")
  boolean accuracy;

  @Option(names = "--seed", paramLabel = "N", description = "of what is tried (0)")
  long seed;

  @Option(
      names = "--state",
      paramLabel = "FILE.json",
      description = "keep what was measured, and go on from there")
  @Nullable Path state;

  @Option(names = "--report", paramLabel = "FILE.html", description = "write a page")
  @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    Search.Settings settings = settings();
    Search search = new Search(settings);
    try (Arena arena = Arena.ofShared()) {
      SearchTrials runs = new SearchTrials(job, fixed, accuracy, arena);
      try {
        runs.check(search.trials());
      } catch (ParameterException | IllegalArgumentException e) {
        throw usage(e);
      }
      String description = String.join(" ", job, search.description(), String.join(" ", fixed));
      Optional<SearchLog> log =
          Optional.ofNullable(state).map(file -> new SearchLog(file, description.strip()));
      List<Outcome> known = log.isPresent() ? log.get().read() : List.of();
      if (!known.isEmpty()) {
        System.out.printf("going on from %d outcomes in %s%n", known.size(), state);
      }
      search
          .rungs()
          .forEach((budget, count) -> System.out.printf("%d trials of %d epochs%n", count, budget));
      List<Outcome> outcomes =
          search.run(
              known,
              runs::score,
              (trial, all) -> {
                if (log.isPresent()) {
                  log.get().write(all);
                }
                show(trial, all.getLast());
              });
      finish(search, settings, outcomes);
    }
    return 0;
  }

  private Search.Settings settings() throws IOException {
    List<Dimension> dimensions = new ArrayList<>();
    try {
      for (String text : tries) {
        dimensions.add(Checks.made("--try", text, () -> Dimension.parse(text)));
      }
      if (space != null) {
        dimensions.addAll(Dimension.read(Json.parse(Files.readString(space), Place.in(space))));
      }
      Checks.that(!dimensions.isEmpty(), "--try", "nothing", "what to try, here or in --space");
      return new Search.Settings(dimensions, method, trials, epochs, 3, points, accuracy, seed);
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private RuntimeException usage(RuntimeException e) {
    return spec == null
        ? e
        : new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }

  private String measure() {
    return accuracy ? "accuracy" : "loss";
  }

  private void show(Search.Trial trial, Outcome outcome) {
    System.out.printf(
        Locale.ROOT,
        "trial %d, %d epochs: %s %.5g, %.1f s: %s%n",
        trial.number(),
        outcome.budget(),
        measure(),
        outcome.score(),
        outcome.seconds(),
        String.join(" ", SearchTrials.options(trial.values())));
  }

  private void finish(Search search, Search.Settings settings, List<Outcome> outcomes)
      throws IOException {
    List<Outcome> board = search.leaderboard(outcomes);
    System.out.printf("%nthe best of %d:%n", board.size());
    for (Outcome outcome : board.subList(0, Math.min(SHOWN, board.size()))) {
      show(search.trials().get(outcome.trial()), outcome);
    }
    List<String> best =
        SearchTrials.options(search.trials().get(board.getFirst().trial()).values());
    String rest = fixed.isEmpty() ? "" : " " + String.join(" ", fixed);
    System.out.printf(
        "%nhayate train %s --epochs=%d %s%s%n", job, epochs, String.join(" ", best), rest);
    if (report != null) {
      SearchReport page =
          new SearchReport("hayate search " + job, search, outcomes, "validation " + measure());
      page.leaderboard();
      page.settings(settings.dimensions());
      AtomicFile.writeText(report, page.html());
    }
  }
}
