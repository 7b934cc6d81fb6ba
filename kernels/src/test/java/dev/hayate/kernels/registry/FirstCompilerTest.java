package dev.hayate.kernels.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.registry.Workbench.Edge;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * C1, the first of the two compilers, compiles every kernel. Where a method has more vectors than
 * it can hold, C1 gives up on it, the counts that call C2 are never made, and the kernel may stay
 * in its slowest form for good, with every vector on the heap. Whether it does depends on luck, so
 * that no other test is sure to see it.
 */
@Tag("allocation")
class FirstCompilerTest {
  private static final int CALLS = 8;
  private static final List<int[]> SIZES = List.of(new int[] {13, 66, 17}, new int[] {7, 5, 18});

  @Test
  void givesUpOnNoKernel() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=3",
                "-XX:Tier3InvocationThreshold=5",
                "-XX:Tier3MinInvocationThreshold=5",
                "-XX:-BackgroundCompilation",
                "-XX:+PrintCompilation",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FirstCompilerTest.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertEquals(0, process.waitFor(), () -> String.join("\n", lines.reversed().subList(0, 20)));
    assertTrue(
        lines.stream().anyMatch(line -> line.contains("vector.Tiles4::rows6")),
        "kernels are compiled at all");
    assertEquals(
        List.of(),
        lines.stream()
            .filter(line -> line.contains("SKIPPED") && line.contains("dev.hayate"))
            .filter(line -> line.contains("virtual registers"))
            .toList());
  }

  /** Runs every row of the registry until C1 has compiled it. */
  public static void main(String... args) {
    for (BackendProvider provider : Registry.backends()) {
      if (!provider.name().equals("vector")) {
        continue;
      }
      for (Operation operation : Registry.OPERATIONS) {
        for (int[] sizes : SIZES) {
          try (Backend backend = provider.open(1);
              Arena arena = Arena.ofConfined()) {
            Workbench bench =
                new Workbench(operation, sizes, 0, Edge.BACK, Seed.random(operation.name));
            Runnable call = operation.preparation.prepare(backend, bench.tensors, arena);
            for (int i = 0; i < CALLS; i++) {
              call.run();
            }
          }
        }
      }
    }
  }
}
