package dev.hayate.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Calls again and again while the JVM compiles, before JMH's own warm-up. How long that takes
 * depends on the peer, the machine and what else runs there; a fixed time would measure some peers
 * in the interpreter.
 */
final class WarmUp {
  /** Compilers that have something to do get their share of the one core within this. */
  private static final long WINDOW_NANOS = 500_000_000;

  private static final long MOST_NANOS = 15_000_000_000L;

  /** Of a hundredth of a second: compiling a little now and then never ends. */
  private static final long FEW_TICKS = 2;

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Pattern COMPILER =
      Pattern.compile("\\d+ \\(C[12] Compiler.*\\) \\S(?: \\S+){10} (\\d+) (\\d+) .*\\s*");

  private WarmUp() {}

  /** Returns once the compilers have rested for half a second, or after fifteen. */
  static void run(Runnable call) {
    if (!Files.isDirectory(TASKS)) {
      return;
    }
    long begin = System.nanoTime();
    long ticks;
    do {
      ticks = ticks();
      long window = System.nanoTime();
      do {
        call.run();
      } while (System.nanoTime() - window < WINDOW_NANOS);
    } while (ticks() - ticks > FEW_TICKS && System.nanoTime() - begin < MOST_NANOS);
  }

  /** The processor time of the threads that compile. */
  private static long ticks() {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.mapToLong(WarmUp::ticks).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ticks(Path task) {
    try {
      Matcher line = COMPILER.matcher(Files.readString(task.resolve("stat")));
      return line.matches() ? Long.parseLong(line.group(1)) + Long.parseLong(line.group(2)) : 0;
    } catch (IOException e) {
      // The thread has ended.
      return 0;
    }
  }
}
