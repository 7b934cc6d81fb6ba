package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That training reads files several times larger than all memory that its process may take: 47 MB
 * of pixels, which are 188 MB as numbers and must not take half of that, and a table of 13 MB, of
 * which texts in memory take ten times as much, with 16 MB of heap. Memory outside the heap has no
 * limit that can be set, so the process tells what it took.
 */
class BeyondMemoryTest {
  @Test
  void trainsFromFilesLargerThanMemory(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator)),
                BeyondMemory.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(output);
    assertEquals(0, status, text);
    assertTrue(text.contains("trained on 60000 rows, 938 steps"), text);
    Matcher taken = Pattern.compile("kilobytes taken: (-?\\d+)").matcher(text);
    assertTrue(taken.find() && Long.parseLong(taken.group(1)) < 94_000, text);
    System.out.println("beyond memory: " + taken.group());
    assertTrue(Files.size(folder.resolve("train-images-idx3-ubyte")) > 40_000_000, text);
  }
}
