package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * What a service pays when it starts: the time from the JVM's start to the first prediction of
 * 784-256-128-10, the mean of the next 1,000, and the memory that the process then holds.
 */
public final class Cold {
  private static final int CALLS = 1000;

  /**
   * The nanosecond of the time of day just before the JVM: its own idea of that is a second off.
   */
  private static final long STARTED =
      Long.parseLong(System.getProperty("hayate.peers.started", "0"));

  private Cold() {}

  /**
   * Measures this process, once.
   *
   * @param args the file to which a line is added
   * @throws IOException if it cannot be written
   */
  public static void main(String[] args) throws IOException {
    Mlp model = Mlp.of("784-256-128-10");
    float[] input = model.input(1);
    Peer peer = Peer.here();
    try (Peer.Scorer scorer = peer.scorer(model, 1, input)) {
      scorer.score();
      double first = System.currentTimeMillis() - STARTED / 1e6;
      long begin = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        scorer.score();
      }
      double next = (System.nanoTime() - begin) / 1e3 / CALLS;
      Scoring.compare(peer, scorer.outputs(), model.expected(input));
      String line =
          String.format(
              Locale.ROOT,
              "%s\tcold\t%.9g\t%.9g\t%.9g\t%.9g\n",
              peer.name(),
              first,
              next,
              residentMebibytes(),
              classPathMebibytes());
      Files.writeString(
          Path.of(args[0]), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private static double residentMebibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  /** The jars that a user of the peer needs: neither this harness nor JMH. */
  private static double classPathMebibytes() throws IOException {
    long bytes = 0;
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      String name = Path.of(entry).getFileName().toString();
      if (!name.matches("(hayate-peers|jmh|jopt-simple|commons-math3|slf4j-nop).*")) {
        bytes += Files.size(Path.of(entry));
      }
    }
    return bytes / 1048576.0;
  }
}
