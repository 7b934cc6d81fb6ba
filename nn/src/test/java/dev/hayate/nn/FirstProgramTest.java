package dev.hayate.nn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first program of the README, taken from there, compiled and run. */
class FirstProgramTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ACCURACY = Pattern.compile("accuracy (\\d+\\.\\d+)%");
  private static final int MOST_LINES = 15;

  @TempDir Path folder;

  @Test
  void learnsTheSpiral() throws IOException, InterruptedException {
    Matcher program = PROGRAM.matcher(Files.readString(Path.of("..", "README.md")));
    assertTrue(program.find(), "README.md has a program");
    long lines =
        program
            .group(1)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("import"))
            .count();
    assertTrue(lines <= MOST_LINES, () -> "lines: " + lines);
    Path source = Files.writeString(folder.resolve("First.java"), program.group(1));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modules(),
                "--add-modules",
                "dev.hayate.nn",
                source.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    Matcher accuracy = ACCURACY.matcher(output);
    assertTrue(accuracy.find(), output);
    assertTrue(Double.parseDouble(accuracy.group(1)) > 90, output);
  }

  /** Everything that the tests have, on the module path. */
  private static String modules() {
    List<String> paths = new ArrayList<>();
    for (String name : new String[] {"jdk.module.path", "java.class.path"}) {
      String path = System.getProperty(name, "");
      if (!path.isEmpty()) {
        paths.add(path);
      }
    }
    return String.join(File.pathSeparator, paths);
  }
}
