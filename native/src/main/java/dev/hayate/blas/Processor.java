package dev.hayate.blas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What the processor can do, as Linux tells it. */
final class Processor {
  private static final Path FILE = Path.of("/proc/cpuinfo");

  /** Names of features, as in {@code avx512f}; empty where there is nothing to ask. */
  static final Set<String> FEATURES = features();

  private Processor() {}

  private static Set<String> features() {
    if (!Files.isReadable(FILE) || !System.getProperty("os.arch", "").equals("amd64")) {
      return Set.of();
    }
    try (var lines = Files.lines(FILE)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
