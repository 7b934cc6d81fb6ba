package dev.hayate.nn.insight;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for the settings that serve best: tries all of a grid, or as many as wanted at random, or
 * drops the worse ones early. What is tried depends on the settings below alone, and what was
 * measured already is not measured again, so a search that ended anywhere goes on as if it had not.
 */
public final class Search {
  /** How to look. */
  public enum Method {
    /** Every combination of every setting's values. */
    GRID,
    /** Each setting drawn by itself (Bergstra and Bengio, 2012). */
    RANDOM,
    /**
     * Random ones on a small budget, of which the best go on with a larger one, and so on
     * (successive halving; Jamieson and Talwalkar, 2016).
     */
    HALVING
  }

  /**
   * What is to be done.
   *
   * @param dimensions what may be chosen
   * @param trials how many to begin with; a grid has as many as it has
   * @param budget the most to spend on one, in epochs
   * @param keep of so many that are halved, one goes on with so many times the budget: 3, usually
   * @param points how many values of a range a grid has
   * @param larger whether a larger score is better
   */
  public record Settings(
      List<Dimension> dimensions,
      Method method,
      int trials,
      int budget,
      int keep,
      int points,
      boolean larger,
      long seed) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is too small, or a name occurs twice
     */
    public Settings {
      dimensions = List.copyOf(dimensions);
      if (dimensions.isEmpty() || trials < 1 || budget < 1 || keep < 2 || points < 1) {
        throw new IllegalArgumentException(
            "search: "
                + dimensions.size()
                + " settings, "
                + trials
                + " trials, budget "
                + budget
                + ", keep one of "
                + keep
                + ", "
                + points
                + " points: expected 1 or more of each, and one of 2 or more to keep");
      }
      if (dimensions.stream().map(Dimension::name).distinct().count() < dimensions.size()) {
        throw new IllegalArgumentException("search: expected each setting once, found one twice");
      }
    }
  }

  /**
   * Values to try.
   *
   * @param number from 0
   * @param values by setting
   */
  public record Trial(int number, Map<String, String> values) {}

  /**
   * What a trial was worth on a budget.
   *
   * @param trial its number
   * @param budget in epochs
   * @param score NaN if it came to nothing
   * @param seconds what it took
   */
  public record Outcome(int trial, int budget, double score, double seconds) {}

  /** Tries values. */
  @FunctionalInterface
  public interface Evaluator {
    /** The score of values on a budget; NaN if they come to nothing. */
    double score(Trial trial, int budget) throws IOException;
  }

  /** Somebody who is told of each outcome when it is there, to keep it or show it. */
  @FunctionalInterface
  public interface Listener {
    /**
     * There is another outcome.
     *
     * @param all outcomes so far, this one last
     */
    void onOutcome(Trial trial, List<Outcome> all) throws IOException;
  }

  private final Settings settings;
  private final List<Trial> trials;

  /** A search that has not begun. */
  public Search(Settings settings) {
    this.settings = settings;
    this.trials = settings.method == Method.GRID ? grid(settings) : random(settings);
  }

  private static List<Trial> grid(Settings settings) {
    List<Map<String, String>> all = List.of(Map.of());
    for (Dimension dimension : settings.dimensions) {
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> before : all) {
        for (String value : dimension.grid(settings.points)) {
          Map<String, String> values = new LinkedHashMap<>(before);
          values.put(dimension.name(), value);
          more.add(values);
        }
      }
      all = more;
    }
    List<Trial> trials = new ArrayList<>();
    all.forEach(values -> trials.add(new Trial(trials.size(), values)));
    return trials;
  }

  private static List<Trial> random(Settings settings) {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < settings.trials; number++) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 0; i < settings.dimensions.size(); i++) {
        Dimension dimension = settings.dimensions.get(i);
        double share = Philox.uniform(settings.seed, RandomStream.SEARCH.at(number), i);
        values.put(dimension.name(), dimension.at(share));
      }
      trials.add(new Trial(number, values));
    }
    return trials;
  }

  /** Everything that may be tried, by number. */
  public List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** What all outcomes depend on, as a text: two searches with the same one are the same. */
  public String description() {
    return String.join(" ", settings.dimensions.stream().map(Dimension::text).toList())
        + " "
        + settings.method
        + " trials "
        + trials.size()
        + " budget "
        + settings.budget
        + " keep "
        + settings.keep
        + " points "
        + settings.points
        + " seed "
        + settings.seed
        + (settings.larger ? " larger" : " smaller");
  }

  /** The budgets, rising, each with the number of trials that have it. */
  public Map<Integer, Integer> rungs() {
    Map<Integer, Integer> rungs = new LinkedHashMap<>();
    int count = trials.size();
    int steps = 0;
    int divisor = 1;
    while (settings.method == Method.HALVING
        && count / settings.keep >= 1
        && settings.budget / (divisor * settings.keep) >= 1) {
      count /= settings.keep;
      divisor *= settings.keep;
      steps++;
    }
    count = trials.size();
    for (int i = steps; i >= 0; i--) {
      rungs.put(Math.max(1, settings.budget / divisor), count);
      divisor /= settings.keep;
      count = Math.max(1, count / settings.keep);
    }
    return rungs;
  }

  /**
   * Looks.
   *
   * @param known outcomes of the same search that were measured before
   * @return all outcomes, in the order in which they were measured
   */
  public List<Outcome> run(List<Outcome> known, Evaluator evaluator, Listener listener)
      throws IOException {
    List<Outcome> all = new ArrayList<>(known);
    List<Trial> left = trials;
    for (Map.Entry<Integer, Integer> rung : rungs().entrySet()) {
      int budget = rung.getKey();
      left = left.subList(0, Math.min(left.size(), rung.getValue()));
      List<Outcome> here = new ArrayList<>();
      for (Trial trial : left) {
        Optional<Outcome> before =
            all.stream().filter(o -> o.trial == trial.number && o.budget == budget).findFirst();
        if (before.isEmpty()) {
          long start = System.nanoTime();
          double score = evaluator.score(trial, budget);
          Outcome outcome =
              new Outcome(trial.number, budget, score, (System.nanoTime() - start) * 1e-9);
          all.add(outcome);
          listener.onOutcome(trial, List.copyOf(all));
          here.add(outcome);
        } else {
          here.add(before.get());
        }
      }
      here.sort(better());
      left = here.stream().map(outcome -> trials.get(outcome.trial)).toList();
    }
    return all;
  }

  /** The better first; those that came to nothing last; of equals the one with the lower number. */
  private Comparator<Outcome> better() {
    Comparator<Outcome> byScore =
        Comparator.comparingDouble(
            outcome ->
                Double.isNaN(outcome.score)
                    ? Double.POSITIVE_INFINITY
                    : settings.larger ? -outcome.score : outcome.score);
    return byScore.thenComparing(Outcome::trial);
  }

  /**
   * Each trial by the outcome of its largest budget: those of larger budgets before those of
   * smaller ones, and the better before the worse.
   */
  public List<Outcome> leaderboard(List<Outcome> outcomes) {
    Map<Integer, Outcome> last = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      last.merge(outcome.trial, outcome, (a, b) -> a.budget > b.budget ? a : b);
    }
    List<Outcome> board = new ArrayList<>(last.values());
    board.sort(Comparator.comparing((Outcome outcome) -> -outcome.budget).thenComparing(better()));
    return board;
  }
}
