package dev.hayate.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
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
  /** Processor time of the whole process, so that a machine with other work takes longer. */
  private static final long WINDOW_NANOS = 500_000_000;

  private static final long MOST_NANOS = 8_000_000_000L;

  /** Of a hundredth of a second: compiling a little now and then never ends. */
  private static final long FEW_TICKS = 2;

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Pattern COMPILER =
      Pattern.compile("\\d+ \\(C[12] Compiler.*\\) \\S(?: \\S+){10} (\\d+) (\\d+) .*\\s*");

  private WarmUp() {}

  /** Returns once the compilers have rested for half a second, or after eight. */
  static void run(Runnable call) {
    if (!Files.isDirectory(TASKS)) {
      return;
    }
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begin = process.getProcessCpuTime();
    long ticks;
    do {
      ticks = ticks();
      long window = process.getProcessCpuTime();
      do {
        call.run();
      } while (process.getProcessCpuTime() - window < WINDOW_NANOS);
    } while (ticks() - ticks > FEW_TICKS && process.getProcessCpuTime() - begin < MOST_NANOS);
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
