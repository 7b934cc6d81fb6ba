package dev.hayate.nn.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of data sets that stands beside the repository, where it is present. */
final class DataFolder {
  private DataFolder() {}

  /**
   * A file or folder inside, from {@code -Dhayate.data}; the test is skipped where it is absent.
   */
  static Path path(String name) {
    Path path = Path.of(System.getProperty("hayate.data", "../../shared/data")).resolve(name);
    if (!Files.exists(path)) {
      String reason = "skipped: no " + path.toAbsolutePath() + "; set -Dhayate.data=DIR";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    return path;
  }
}
