package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that look into models have in common. */
class InsightCommandsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gradcheck", "squash", "search", "explain"})
  void helpHasAnExample(String command) {
    Hayate.Outcome run = Hayate.run(command, "--help");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("Example"), run.out());
    assertTrue(run.out().contains("hayate " + command + " "), run.out());
  }

  @Test
  void badFilesAreOneLineAndStatus1() throws java.io.IOException {
    String broken = "" + Files.writeString(folder.resolve("b.json"), "{\"nodes\": 3}");
    String[][] lines = {
      {"gradcheck", broken},
      {"explain", broken, "--data", "rows.csv"},
      {"search", "" + folder.resolve("none.csv"), "--try", "lr=1|2"},
      {"search", "spiral", "--space", broken},
    };
    for (String[] line : lines) {
      Hayate.Outcome run = Hayate.run(line);
      assertEquals(1, run.status(), run.out() + run.err());
      assertTrue(run.err().startsWith("hayate: "), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
  }
}
