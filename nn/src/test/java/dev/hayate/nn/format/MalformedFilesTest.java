package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reader refuses every malformed file of the lists, and says in one line what is wrong, in a
 * process with so little memory that believing a file would end it.
 */
final class MalformedFilesTest {
  private static final int HEAP_MEGABYTES = 64;
  private static final int LEAST = 80;

  @TempDir Path folder;

  static List<MalformedFile> files(Path folder) throws IOException {
    List<MalformedFile> files = new ArrayList<>(MalformedArrays.list());
    files.addAll(MalformedTables.list());
    files.addAll(MalformedModels.list(folder));
    return files;
  }

  /** The process: reads the files of a folder, whose names begin with their readers'. */
  public static void main(String... args) throws IOException {
    for (String line : Files.readAllLines(Path.of(args[0], "list"))) {
      String[] words = line.split(" ", 2);
      Path place = Path.of(args[0], words[0]);
      String message;
      try (Arena arena = Arena.ofConfined()) {
        ReaderUnderTest reader = ReaderUnderTest.valueOf(words[1]);
        reader.read(place.resolve(reader.file()), arena);
        message = "taken";
      } catch (ModelFormatException expected) {
        message = expected.getMessage();
      } catch (IOException | RuntimeException | Error wrong) {
        wrong.printStackTrace();
        message = wrong.toString();
      }
      System.out.println(words[0] + " " + message.replace("\n", "\\n"));
    }
  }

  @Test
  void eachIsRefusedInLittleMemory() throws IOException, InterruptedException {
    List<MalformedFile> files = files(folder);
    assertTrue(files.size() >= LEAST, () -> files.size() + " files");
    List<String> list = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      MalformedFile file = files.get(i);
      Path place = Files.createDirectory(folder.resolve(Integer.toString(i)));
      Files.write(place.resolve(file.reader().file()), file.bytes());
      list.add(i + " " + file.reader());
    }
    Files.write(folder.resolve("list"), list);
    List<String> answers = run();
    assertEquals(files.size(), answers.size(), () -> String.join("\n", answers));
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String answer = answers.get(i).substring(answers.get(i).indexOf(' ') + 1);
      MalformedFile file = files.get(i);
      List<String> wanted = new ArrayList<>(file.says());
      wanted.addAll(List.of(file.reader().file(), "expected ", "found "));
      wanted.removeIf(answer::contains);
      if (!wanted.isEmpty()) {
        wrong.add(file + ": " + answer + "\n   lacks " + wanted);
      }
      System.out.println(file + ": " + answer);
    }
    System.out.println(files.size() + " malformed files in " + HEAP_MEGABYTES + " MB");
    assertEquals("", String.join("\n", wrong));
  }

  private List<String> run() throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-Dhayate.backend=scalar",
                "-cp",
                classPath,
                MalformedFilesTest.class.getName(),
                folder.toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // Against hanging; not a measurement.
    boolean ended = process.waitFor(4, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertTrue(ended, "the process hung");
    assertEquals(0, process.exitValue());
    return Files.readAllLines(out, UTF_8);
  }
}
