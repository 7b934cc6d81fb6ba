package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzzes every reader for a short fixed time, guided by the code that an input reaches (Jazzer, in
 * a process of its own with a small heap): nothing but a {@link ModelFormatException} may come out,
 * and no input may take a minute. The corpus is made here, of valid files and of the malformed
 * ones. {@code -Dhayate.fuzz.seconds=N} sets the time, {@code -Dhayate.fuzz.reader=NAME} takes one
 * reader only, and {@code -Dhayate.fuzz.corpus=DIR} keeps what was found for the next run.
 */
final class CoverageFuzzTest {
  private static final int SECONDS = 15;
  private static final int LARGEST = 4096;

  @TempDir Path folder;

  @Test
  void onlyFormatErrorsEscape() throws IOException, InterruptedException {
    String system = System.getProperty("os.name");
    boolean known = system.equals("Linux") || system.startsWith("Mac");
    Assumptions.assumeTrue(known && is64Bit(), "Jazzer is not there for " + system);
    long seconds = Long.getLong("hayate.fuzz.seconds", SECONDS);
    String kept = System.getProperty("hayate.fuzz.corpus", "");
    Path corpus =
        kept.isEmpty()
            ? Files.createDirectory(folder.resolve("corpus"))
            : Files.createDirectories(Path.of(kept).toAbsolutePath());
    Path seeds = Files.createDirectory(folder.resolve("seeds"));
    int count = writeSeeds(seeds);
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command(seconds, corpus, seeds))
            .directory(Files.createDirectory(folder.resolve("work")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    // Against hanging; not a measurement.
    boolean ended = process.waitFor(2 * seconds + 300, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(out);
    String log = String.join("\n", lines);
    assertTrue(ended, () -> "the fuzzer did not end\n" + log);
    assertEquals(0, process.exitValue(), log);
    System.out.println("fuzzing " + count + " seeds: " + lines.getLast());
    lines.stream()
        .filter(line -> line.startsWith("#") && line.contains("DONE"))
        .forEach(System.out::println);
  }

  private static boolean is64Bit() {
    return List.of("amd64", "x86_64", "aarch64").contains(System.getProperty("os.arch"));
  }

  private List<String> command(long seconds, Path corpus, Path seeds) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dhayate.backend=scalar",
            "-Dhayate.fuzz.folder=" + folder,
            "-Dhayate.fuzz.reader=" + System.getProperty("hayate.fuzz.reader", ""),
            "-cp"));
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.addAll(
        List.of(
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzTarget.class.getName(),
            "--instrumentation_includes=dev.hayate.nn.**:com.google.gson.stream.**",
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
            "-max_total_time=" + seconds,
            "-max_len=" + LARGEST,
            "-timeout=60",
            "-rss_limit_mb=3000",
            "-print_final_stats=0",
            corpus.toString(),
            seeds.toString()));
    return command;
  }

  private int writeSeeds(Path seeds) throws IOException {
    String choice = System.getProperty("hayate.fuzz.reader", "");
    int count = 0;
    for (ReaderUnderTest reader : ReaderUnderTest.values()) {
      if (!FuzzTarget.named(choice, reader)) {
        continue;
      }
      for (byte[] seed : reader.seeds(folder.resolve("seed"))) {
        Files.write(seeds.resolve("valid" + count), FuzzTarget.input(reader, seed));
        count++;
      }
    }
    for (MalformedFile file : MalformedFilesTest.files(folder)) {
      if (file.bytes().length < LARGEST && FuzzTarget.named(choice, file.reader())) {
        Files.write(
            seeds.resolve("malformed" + count), FuzzTarget.input(file.reader(), file.bytes()));
        count++;
      }
    }
    return count;
  }
}
