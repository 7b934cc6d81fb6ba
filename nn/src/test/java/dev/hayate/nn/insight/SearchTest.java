package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.insight.Search.Method;
import dev.hayate.nn.insight.Search.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches over a valley whose floor is known. */
class SearchTest {
  private static final List<Dimension> SPACE =
      List.of(
          Dimension.parse("lr=log:1e-4..1e-0"),
          Dimension.parse("batch=1..8"),
          Dimension.parse("hidden=16|32,16"));

  @TempDir Path folder;

  private static Search search(Method method, int trials, int budget, long seed) {
    return new Search(new Search.Settings(SPACE, method, trials, budget, 3, 3, false, seed));
  }

  /** The less the nearer the rate is to 0.01, and the larger the budget. */
  private static double valley(Search.Trial trial, int budget) {
    double rate = Double.parseDouble(trial.values().getOrDefault("lr", "0"));
    return Math.abs(Math.log10(rate) + 2) + 1.0 / budget;
  }

  @Test
  void aGridHasEveryCombination() {
    List<Search.Trial> trials = search(Method.GRID, 1, 5, 0).trials();
    assertEquals(3 * 3 * 2, trials.size());
    assertEquals(Map.of("lr", "1.0E-4", "batch", "1", "hidden", "16"), trials.getFirst().values());
    assertEquals(Map.of("lr", "0.01", "batch", "5", "hidden", "32,16"), trials.get(9).values());
    assertEquals(18, new HashSet<>(trials).size());
  }

  @Test
  void randomTrialsAreRepeatableAndInRange() {
    List<Search.Trial> trials = search(Method.RANDOM, 400, 5, 7).trials();
    assertEquals(trials, search(Method.RANDOM, 400, 5, 7).trials());
    assertTrue(!trials.equals(search(Method.RANDOM, 400, 5, 8).trials()));
    // The first trials of a longer search are those of a shorter one.
    assertEquals(trials.subList(0, 9), search(Method.RANDOM, 9, 5, 7).trials());
    Set<String> batches = new HashSet<>();
    int small = 0;
    for (Search.Trial trial : trials) {
      double rate = Double.parseDouble(trial.values().getOrDefault("lr", ""));
      assertTrue(rate >= 1e-4 && rate <= 1, trial::toString);
      small += rate < 1e-2 ? 1 : 0;
      batches.add(trial.values().getOrDefault("batch", ""));
    }
    assertEquals(Set.of("1", "2", "3", "4", "5", "6", "7", "8"), batches);
    // By ratio the middle is 0.01: 400 fair coins fall 200 to either side, within 5 deviations.
    assertEquals(200, small, 50);
  }

  @Test
  void halvingGoesOnWithTheBest() throws IOException {
    Search search = search(Method.HALVING, 30, 20, 3);
    assertEquals("{2=30, 6=10, 20=3}", search.rungs().toString());
    List<Outcome> outcomes = search.run(List.of(), SearchTest::valley, (trial, all) -> {});
    assertEquals(43, outcomes.size());
    List<Integer> best =
        search.leaderboard(outcomes.subList(0, 30)).stream().map(Outcome::trial).toList();
    assertEquals(
        best.subList(0, 10), outcomes.subList(30, 40).stream().map(Outcome::trial).toList());
    assertEquals(
        best.subList(0, 3), outcomes.subList(40, 43).stream().map(Outcome::trial).toList());
    assertEquals(best.getFirst(), search.leaderboard(outcomes).getFirst().trial());
    assertEquals(30, search.leaderboard(outcomes).size());
  }

  @Test
  void budgetsThatCannotBeSharedAreNot() {
    assertEquals("{5=2}", search(Method.HALVING, 2, 5, 0).rungs().toString());
    assertEquals("{2=50}", search(Method.HALVING, 50, 2, 0).rungs().toString());
    assertEquals("{1=9, 3=3}", search(Method.HALVING, 9, 3, 0).rungs().toString());
    assertEquals("{7=9}", search(Method.RANDOM, 9, 7, 0).rungs().toString());
  }

  /** Ended after any outcome, a search goes on to the same end and measures nothing twice. */
  @Test
  void goesOnWhereItWasEnded() throws IOException {
    Search search = search(Method.HALVING, 9, 9, 1);
    List<Outcome> whole = scores(search.run(List.of(), SearchTest::valley, (trial, all) -> {}));
    for (int end = 0; end <= whole.size(); end++) {
      Path file = folder.resolve("state" + end + ".json");
      SearchLog log = new SearchLog(file, search.description());
      int last = end;
      List<Integer> measured = new ArrayList<>();
      if (end < whole.size()) {
        assertThrows(
            IOException.class,
            () ->
                search.run(
                    log.read(),
                    (trial, budget) -> {
                      if (measured.size() == last) {
                        throw new IOException("killed");
                      }
                      measured.add(trial.number());
                      return valley(trial, budget);
                    },
                    (trial, all) -> log.write(all)));
      } else {
        log.write(whole);
        whole.forEach(outcome -> measured.add(outcome.trial()));
      }
      List<Outcome> resumed =
          search.run(
              log.read(),
              (trial, budget) -> {
                measured.add(trial.number());
                return valley(trial, budget);
              },
              (trial, all) -> log.write(all));
      assertEquals(whole, scores(resumed));
      assertEquals(whole.stream().map(Outcome::trial).toList(), measured);
    }
  }

  private static List<Outcome> scores(List<Outcome> outcomes) {
    return outcomes.stream().map(o -> new Outcome(o.trial(), o.budget(), o.score(), 0)).toList();
  }

  @Test
  void whatComesToNothingIsLastAndIsKept() throws IOException {
    Search search = search(Method.RANDOM, 4, 3, 1);
    List<Outcome> outcomes =
        search.run(
            List.of(),
            (trial, budget) -> trial.number() == 1 ? Double.NaN : trial.number(),
            (trial, all) -> {});
    List<Integer> board = search.leaderboard(outcomes).stream().map(Outcome::trial).toList();
    assertEquals(List.of(0, 2, 3, 1), board);
    SearchLog log = new SearchLog(folder.resolve("s.json"), "x");
    log.write(outcomes);
    assertEquals(outcomes, log.read());
    Search larger = new Search(new Search.Settings(SPACE, Method.RANDOM, 4, 3, 3, 3, true, 1));
    assertEquals(
        List.of(3, 2, 0, 1), larger.leaderboard(outcomes).stream().map(Outcome::trial).toList());
  }

  @Test
  void anotherSearchsStateIsRefused() throws IOException {
    Path file = folder.resolve("s.json");
    new SearchLog(file, "one").write(List.of());
    SearchLog other = new SearchLog(file, "two");
    assertThrows(ModelFormatException.class, other::read);
    Files.writeString(file, "{\"version\":1,");
    assertThrows(ModelFormatException.class, other::read);
  }

  @Test
  void readsASpace() throws IOException {
    String text =
        "{\"lr\":{\"from\":0.001,\"to\":1,\"log\":true},\"batch\":[16,32],"
            + "\"seed\":{\"from\":1,\"to\":9}}";
    List<Dimension> space = Dimension.read(Json.parse(text, Place.in("text")));
    assertEquals(
        List.of("lr=log:0.001..1.0", "batch=16|32", "seed=1..9"),
        space.stream().map(Dimension::text).toList());
    for (Dimension dimension : space) {
      assertEquals(dimension, Dimension.parse(dimension.text()));
    }
    for (String wrong : List.of("{\"a\":3}", "{\"a\":[]}", "{\"a\":{\"from\":2,\"to\":1}}")) {
      assertThrows(
          ModelFormatException.class, () -> Dimension.read(Json.parse(wrong, Place.in("text"))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lr", "=3", "lr=", "lr=a..b", "lr=2..1", "lr=log:0..1", "lr=1..1"})
  void refusesWhatIsNoDimension(String text) {
    assertThrows(IllegalArgumentException.class, () -> Dimension.parse(text));
  }

  @Test
  void refusesWhatIsNoSearch() {
    List<Dimension> twice = List.of(SPACE.getFirst(), SPACE.getFirst());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Search.Settings(twice, Method.GRID, 1, 1, 3, 1, false, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Search.Settings(SPACE, Method.GRID, 0, 1, 3, 1, false, 0));
  }
}
