package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Param;

/**
 * Compares the outputs of the peer of this class path, work by work, before anything is timed, and
 * lists the works that it may be timed at.
 */
public final class Check {
  private final List<String> passed = new ArrayList<>();
  private boolean failed;

  private Check() {}

  /**
   * Compares; exits with 1 if an output was wrong or a work could not be done.
   *
   * @param args the file for the list, of lines such as {@code Scoring TAB 784-256-128-10 x 8};
   *     then Scoring, Training or both
   * @throws IOException if the file cannot be written
   * @throws ReflectiveOperationException if a benchmark has no works
   */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    List<String> kinds = List.of(args).subList(1, args.length);
    Check check = new Check();
    if (kinds.contains("Scoring")) {
      check.all(Scoring.class, Check::score);
    }
    if (kinds.contains("Training") && Peer.here().trains()) {
      check.all(Training.class, Check::train);
    }
    Files.write(Path.of(args[0]), check.passed);
    // Libraries leave threads behind that would keep the process alive.
    System.exit(check.failed ? 1 : 0);
  }

  private void all(Class<?> benchmark, Consumer<String> work) throws NoSuchFieldException {
    for (String name : benchmark.getField("work").getAnnotation(Param.class).value()) {
      try {
        work.accept(name);
        passed.add(benchmark.getSimpleName() + "\t" + name);
      } catch (RuntimeException | LinkageError e) {
        failed = true;
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        System.err.println(name + ": " + cause);
      }
    }
  }

  private static void score(String work) {
    Scoring scoring = new Scoring();
    scoring.work = work;
    scoring.open();
    scoring.close();
  }

  private static void train(String work) {
    Training training = new Training();
    training.work = work;
    training.open();
    training.abandon();
  }
}
