package dev.hayate.bench.peers;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts the bytes that a call allocates on the heap. JMH's own profiler counts those of the whole
 * process, and what JMH itself allocates in a second is a hundred bytes for a call of a
 * millisecond.
 */
final class Garbage {
  /** Names the file that takes the count from JMH's fork to {@link Measure}. */
  static final String FILE = "hayate.peers.garbage";

  private static final int ROUNDS = 3;
  private static final int MOST_CALLS = 1000;
  private static final long ROUND_NANOS = 100_000_000;

  private Garbage() {}

  /** Counts the calling thread's bytes a call, in the least of some rounds, if they are wanted. */
  static void count(Runnable call) {
    String file = System.getProperty(FILE);
    if (file == null) {
      return;
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      long before = threads.getCurrentThreadAllocatedBytes();
      int calls = 0;
      while (calls == 0 || (calls < MOST_CALLS && System.nanoTime() - begin < ROUND_NANOS)) {
        call.run();
        calls++;
      }
      least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / (double) calls);
    }
    try {
      Files.writeString(Path.of(file), Double.toString(least));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
