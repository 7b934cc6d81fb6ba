package dev.hayate.kernels.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program in a JVM, with vectors as wide as this one's, of which C1, the first of the two
 * compilers, compiles what is called a few times. Where a method has more vectors than it can hold,
 * C1 gives up on it, the counts that call C2 are never made, and the kernel may stay in its slowest
 * form for good, with every vector on the heap. Whether it does depends on luck, so that no other
 * test is sure to see it.
 */
public final class FirstCompiler {
  /** C1 has compiled what was called so often. */
  public static final int CALLS = 6;

  private FirstCompiler() {}

  /**
   * Fails if C1 gives up on a method of Hayate.
   *
   * @param main the program
   * @param compiled methods that it must have compiled, each as in {@code Tiles4::rows6}
   */
  public static void mustCompile(Class<?> main, List<String> compiled)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=3",
            "-XX:Tier3InvocationThreshold=5",
            "-XX:Tier3MinInvocationThreshold=5",
            // The interpreter looks at its counts after every call, not after every 128th.
            "-XX:Tier0InvokeNotifyFreqLog=0",
            "-XX:-BackgroundCompilation",
            "-XX:+PrintCompilation",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:UseAVX"))
        .forEach(command::add);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // A hidden class has a number between its name and the method's.
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8)
            .lines()
            .map(line -> line.replaceFirst("/0x[0-9a-f]+::", "::"))
            .toList();
    assertEquals(
        0,
        process.waitFor(),
        () -> String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
    for (String method : compiled) {
      assertTrue(
          lines.stream().anyMatch(line -> line.contains("." + method + " ")),
          () -> method + " is not compiled at all");
    }
    assertEquals(
        List.of(),
        lines.stream()
            .filter(line -> line.contains("SKIPPED") && line.contains("dev.hayate"))
            .filter(line -> line.contains("virtual registers"))
            .toList());
  }
}
