package dev.hayate.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backends;
import dev.hayate.nn.Model;
import dev.hayate.nn.predict.Predictor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a program may have the library: class path, module path, one jar. */
class EmbeddingTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  @TempDir Path folder;

  /** What somebody embeds. */
  static final class Program {
    private Program() {}

    /** Prints the backend and a prediction. */
    public static void main(String[] args) {
      Model model = Model.sequential(3).linear(2).build();
      float[] output = new float[2];
      try (Arena arena = Arena.ofShared();
          Predictor predictor = model.predictor(model.initialize(arena, 1)).open()) {
        predictor.predict(new float[] {1, 2, 3}, output);
        System.out.println(predictor.backend() + " " + Arrays.toString(output));
      }
    }
  }

  private static List<Path> path() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static Path home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> command + "\n" + read(folder.resolve("err")));
    return Files.readString(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String join(List<Path> path) {
    return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
  }

  @Test
  void onTheClassPath() throws IOException, InterruptedException {
    assertPredicts(run(VECTORS, "-cp", join(path()), Program.class.getName()));
    // Without the incubator module there is the plain backend, and one line says so.
    String plain = run("-cp", join(path()), Program.class.getName());
    assertTrue(plain.startsWith("scalar ["), plain);
    assertTrue(read(folder.resolve("err")).contains("--add-modules"), "a line of the log");
  }

  @Test
  void onTheModulePath() throws IOException, InterruptedException {
    List<Path> modules = new ArrayList<>(path());
    modules.removeIf(entry -> !entry.getFileName().toString().matches("(gson|fastcsv).*"));
    modules.addAll(List.of(home(Backends.class), home(Model.class)));
    assertPredicts(
        run(
            "--module-path",
            join(modules),
            "--add-modules=dev.hayate.nn",
            "-cp",
            home(EmbeddingTest.class).toString(),
            Program.class.getName()));
  }

  @Test
  void inOneJar() throws IOException, InterruptedException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    Path jar = folder.resolve("app.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type : List.of(Backends.class, Model.class, EmbeddingTest.class)) {
        if (Files.isRegularFile(home(type))) {
          // Tests that run from jars: nothing to put together here.
          return;
        }
        copy(home(type), out);
      }
    }
    assertPredicts(run(VECTORS, "-jar", jar.toString()));
  }

  private static void copy(Path classes, JarOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        if (name.startsWith("dev/") || name.startsWith("META-INF/services/")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
        }
      }
    }
  }

  private static void assertPredicts(String printed) {
    assertTrue(printed.matches("vector \\[[-0-9.E]+, [-0-9.E]+]\\R"), printed);
  }
}
