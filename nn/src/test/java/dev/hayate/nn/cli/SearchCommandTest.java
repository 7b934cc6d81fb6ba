package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCommandTest {
  @TempDir Path folder;

  @Test
  void findsTheRateThatLearns() throws IOException {
    Path state = folder.resolve("s.json");
    Path html = folder.resolve("s.html");
    String[] line = {
      "search",
      "rent",
      "--method",
      "grid",
      "--try",
      "lr=1e-9|1e-2",
      "--try",
      "batch=16..64",
      "--points",
      "2",
      "--epochs",
      "3",
      "--state",
      "" + state,
      "--report",
      "" + html,
      "--",
      "--hidden",
      "8"
    };
    Hayate.Outcome run = Hayate.run(line);
    assertEquals(0, run.status(), run.err());
    String best = run.out().lines().toList().getLast();
    assertEquals("hayate train rent --epochs=3 --lr=1e-2 --batch=16 --hidden 8", best, run.out());
    String page = Files.readString(html);
    assertTrue(page.contains("Leaderboard") && page.contains("<circle"), page);

    Hayate.Outcome again = Hayate.run(line);
    assertEquals(0, again.status(), again.err());
    assertTrue(again.out().startsWith("going on from 4 outcomes"), again.out());
    List<String> lines = run.out().lines().toList();
    List<String> later = again.out().lines().toList();
    // Nothing is trained again, and the end is the same to the letter.
    assertEquals(lines.subList(lines.size() - 8, lines.size()), later.subList(2, later.size()));

    line[7] = "batch=16..32";
    Hayate.Outcome other = Hayate.run(line);
    assertEquals(1, other.status());
    assertTrue(other.err().contains("another search"), other.err());
  }

  @Test
  void halvesBySpaceAndHoldsRowsBack() throws IOException {
    Path space = Files.writeString(folder.resolve("s.json"), "{\"lr\":[0.01,0.02,0.03]}");
    Hayate.Outcome run =
        Hayate.run(
            "search",
            "spiral",
            "--space",
            "" + space,
            "--method",
            "halving",
            "--trials",
            "3",
            "--epochs",
            "3",
            "--accuracy",
            "--",
            "--batch",
            "500");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().startsWith("3 trials of 1 epochs\n1 trials of 3 epochs\n"), run.out());
    assertTrue(run.out().contains("accuracy 0."), run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search",
        "search spiral",
        "search spiral --try lr",
        "search spiral --try fly=1|2",
        "search spiral --try lr=0|1",
        "search spiral --try seed=1..5",
        "search spiral --try lr=1|2 --trials 0",
        "search spiral --try lr=1|2 --method guess",
        "search spiral --try lr=1|2 -- --fly",
      })
  void badUsage(String line) {
    Hayate.Outcome run = Hayate.run(line.split(" "));
    assertEquals(2, run.status(), run.out() + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
