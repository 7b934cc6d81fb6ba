package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names the machine that figures come from. */
final class Machine {
  private Machine() {}

  /** The processor, its vectors and caches as Linux tells them, and the JDK. */
  static String name() throws IOException {
    Map<String, String> cpu = Map.of();
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        cpu =
            lines
                .takeWhile(line -> !line.isBlank())
                .map(line -> line.split("\\s*:\\s*", 2))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[cells.length - 1]));
      }
    }
    List<String> parts = new ArrayList<>();
    parts.add(cpu.getOrDefault("model name", System.getProperty("os.arch")));
    String flags = " " + cpu.getOrDefault("flags", "") + " ";
    if (flags.contains(" avx512f ")) {
      parts.add("AVX-512");
    } else if (flags.contains(" avx2 ")) {
      parts.add("AVX2");
    }
    parts.add(caches() + " of cache");
    parts.add("JDK " + System.getProperty("java.version"));
    return String.join(", ", parts);
  }

  private static String caches() throws IOException {
    List<String> sizes = new ArrayList<>();
    for (int i = 0; ; i++) {
      Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + i);
      if (!Files.isReadable(cache.resolve("size"))) {
        break;
      }
      if (!Files.readString(cache.resolve("type")).startsWith("Instruction")) {
        sizes.add(Files.readString(cache.resolve("size")).strip());
      }
    }
    return sizes.isEmpty() ? "unknown sizes" : String.join(", ", sizes);
  }
}
