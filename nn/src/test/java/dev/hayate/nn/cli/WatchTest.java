package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.format.EventReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line writes for somebody who watches a run. */
class WatchTest {
  @TempDir Path folder;

  @Test
  void tensorboardAndTheReportShowTheLayers() throws IOException {
    Path runs = folder.resolve("runs");
    Path html = folder.resolve("r.html");
    int status =
        Main.run(
            "train", "rent", "--epochs", "2", "--tensorboard", "" + runs, "--report", "" + html);
    assertEquals(0, status);
    try (var files = Files.list(runs)) {
      List<Path> written = files.toList();
      assertEquals(1, written.size());
      Set<String> tags =
          EventReader.read(written.getFirst()).stream()
              .filter(event -> event.has(5))
              .map(event -> event.message(5).message(1).text(1))
              .collect(Collectors.toSet());
      assertTrue(
          tags.containsAll(List.of("loss/validation", "outputs/0_Linear", "gradients/4_Linear")),
          tags.toString());
    }
    String page = Files.readString(html);
    assertTrue(page.contains("<td>0 Linear</td>"), page);
  }
}
