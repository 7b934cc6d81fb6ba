package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.insight.Dimension;
import dev.hayate.nn.insight.Search;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;

/** Rates and penalties drawn at random, judged on points that are held back. */
final class RandomSearch {
  private RandomSearch() {}

  static Search search(int trials, int epochs) {
    return new Search(
        new Search.Settings(
            List.of(
                Dimension.parse("rate=log:1e-5..1e-0"), Dimension.parse("decay=log:1e-6..1e-1")),
            Search.Method.RANDOM,
            trials,
            epochs,
            3,
            3,
            false,
            1));
  }

  /** The outcomes, the best first. */
  static List<Search.Outcome> leaderboard(Search search) throws IOException {
    Model model = Model.sequential(2).linear(30).relu().linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      List<Dataset> parts = Spiral.generate(arena, 3, 150, 0.2, 1).split(arena, 1, 0.7, 0.3);
      return search.leaderboard(
          search.run(
              List.of(),
              (trial, epochs) -> {
                double rate = Double.parseDouble(trial.values().getOrDefault("rate", ""));
                double decay = Double.parseDouble(trial.values().getOrDefault("decay", ""));
                try (Trainer trainer =
                    model
                        .trainer(model.initialize(arena, 1))
                        .optimizer(Adam.of(rate).weightDecay(decay))
                        .batch(30)
                        .seed(1)
                        .open()) {
                  trainer.fit(parts.get(0), parts.get(1), epochs);
                  return trainer.evaluate(parts.get(1)).loss();
                }
              },
              (trial, all) -> {}));
    }
  }

  public static void main(String... args) throws IOException {
    Search search = search(20, 30);
    for (Search.Outcome outcome : leaderboard(search)) {
      System.out.printf(
          Locale.ROOT,
          "loss %.4f with %s%n",
          outcome.score(),
          search.trials().get(outcome.trial()).values());
    }
  }
}
