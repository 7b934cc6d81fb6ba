package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Measures the peer of this class path at one work, and adds a line to a file. */
public final class Measure {
  private Measure() {}

  /**
   * Measures.
   *
   * @param args the file; Scoring or Training; seconds of warm-up and of measurement; the work
   * @throws IOException if the file cannot be written
   * @throws RunnerException if JMH cannot run, or outputs were wrong
   */
  public static void main(String[] args) throws IOException, RunnerException {
    Path garbage = Files.createTempFile("hayate-peers", ".garbage");
    try {
      Options options =
          new OptionsBuilder()
              .include("peers\\." + args[1] + "\\.")
              .param("work", args[4])
              .forks(1)
              .jvmArgsAppend("-D" + Garbage.FILE + "=" + garbage)
              .warmupIterations(Integer.parseInt(args[2]))
              .warmupTime(TimeValue.seconds(1))
              .measurementIterations(Integer.parseInt(args[3]))
              .measurementTime(TimeValue.seconds(1))
              .shouldFailOnError(true)
              .verbosity(VerboseMode.SILENT)
              .build();
      Statistics time = new Runner(options).runSingle().getPrimaryResult().getStatistics();
      String line =
          String.format(
              Locale.ROOT,
              "%s\t%s\t%.9g\t%.9g\t%.9g\t%.9g",
              Peer.here().name(),
              args[4],
              time.getPercentile(50),
              time.getPercentile(99),
              time.getPercentile(99.9),
              Double.parseDouble(Files.readString(garbage)));
      System.err.println(line);
      Files.writeString(
          Path.of(args[0]), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } finally {
      Files.delete(garbage);
    }
  }
}
