package dev.hayate.nn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Data and oracle cases that stand beside the repository and are not part of it. */
public final class SharedFiles {
  private SharedFiles() {}

  /** A file or folder of the data, {@code -Dhayate.data=DIR}; without it the test is skipped. */
  public static Path data(String name) {
    return find("hayate.data", "../../shared/data", name);
  }

  /** A file or folder of the oracle cases, {@code -Dhayate.gold=DIR}. */
  public static Path gold(String name) {
    return find("hayate.gold", "../../shared/gold", name);
  }

  private static Path find(String property, String usual, String name) {
    Path path = Path.of(System.getProperty(property, usual)).resolve(name);
    if (!Files.exists(path)) {
      System.out.println("skipped: " + path + " is not there; set -D" + property + "=DIR");
    }
    assumeTrue(Files.exists(path), () -> path + " is not there; set -D" + property + "=DIR");
    return path;
  }
}
