package dev.hayate.blas;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A JVM of its own that opens the backend, multiplies, and says what came of it: for what may end a
 * JVM, and for settings that are read once.
 */
final class ChildJvm {
  /** What a child says when it has multiplied, followed by what it multiplied with. */
  static final String WORKED = "worked: ";

  /** What it says when the backend cannot be had, followed by the reason. */
  static final String REFUSED = "refused: ";

  private static final List<String> VARIABLES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private ChildJvm() {}

  /** In the child: opens, multiplies and closes twice. */
  public static void main(String[] args) {
    try {
      multiply();
      multiply();
      System.out.println(WORKED + Library.load().describe());
    } catch (IllegalStateException e) {
      System.out.println(REFUSED + e.getMessage());
    }
  }

  private static void multiply() {
    try (Backend backend = Backends.open("openblas", 1);
        Arena arena = Arena.ofConfined()) {
      Tensor a = Tensor.of(arena, Shape.of(2, 2), 1, 2, 3, 4);
      Tensor c = Tensor.allocate(arena, 2, 2);
      backend.products().gemm(a, false, a, true, c);
      if (!Arrays.equals(c.toFloats(), new float[] {5, 11, 11, 25})) {
        throw new AssertionError("the product is " + Arrays.toString(c.toFloats()));
      }
    }
  }

  /** What the child printed. */
  record Outcome(int status, String output) {}

  /**
   * Runs a child on this JVM's class path.
   *
   * @param environment beside this process's own, without what would choose kernels
   * @param options of the JVM
   */
  static Outcome run(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    return start(environment, options).await();
  }

  /** Starts a child and does not wait for it. */
  static Running start(Map<String, String> environment, String... options) throws IOException {
    return new Running(
        command(environment, System.getProperty("java.class.path"), ChildJvm.class, options)
            .start());
  }

  static ProcessBuilder command(
      Map<String, String> environment, String classPath, Class<?> main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"));
    command.add("-XX:ErrorFile=" + Path.of("target", "hs_err_child_%p.log"));
    String folder = System.getProperty(PayloadFolder.PROPERTY);
    if (folder != null) {
      command.add("-D" + PayloadFolder.PROPERTY + "=" + folder);
    }
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, main.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(VARIABLES);
    builder.environment().putAll(environment);
    return builder;
  }

  /** A child that was started. */
  record Running(Process process) {
    Outcome await() throws IOException, InterruptedException {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    }
  }
}
