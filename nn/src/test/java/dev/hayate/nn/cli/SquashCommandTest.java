package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SquashCommandTest {
  @TempDir Path folder;

  @Test
  void drawsEveryCombination() throws IOException {
    Path html = folder.resolve("s.html");
    Hayate.Outcome run =
        Hayate.run(
            "squash", "--report", "" + html, "--layers", "0,2", "--gain", "1,3,4", "--width", "5");
    assertEquals(0, run.status(), run.err());
    String page = Files.readString(html);
    assertEquals(7, Pattern.compile("<svg").matcher(page).results().count());
    assertEquals(7 * 34, Pattern.compile("<polyline").matcher(page).results().count());
    assertEquals(0, Pattern.compile("NaN").matcher(page).results().count());
  }

  @Test
  void badUsage() {
    assertEquals(2, Hayate.run("squash").status());
    assertEquals(2, Hayate.run("squash", "--report", "x.html", "--width", "0").status());
    assertEquals(2, Hayate.run("squash", "--report", "x.html", "--activation", "?").status());
  }
}
