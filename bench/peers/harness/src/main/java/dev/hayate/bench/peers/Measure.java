package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Measures the peer of this class path, and adds a line for each work to a file. */
public final class Measure {
  private Measure() {}

  /**
   * Measures.
   *
   * @param args the file; Scoring or Training; seconds of warm-up and of measurement; then, if not
   *     all, the works
   * @throws IOException if the file cannot be written
   * @throws RunnerException if JMH cannot run, or outputs were wrong
   */
  public static void main(String[] args) throws IOException, RunnerException {
    Path file = Path.of(args[0]);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("peers\\." + args[1] + "\\.")
            .forks(1)
            .warmupIterations(Integer.parseInt(args[2]))
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(Integer.parseInt(args[3]))
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (args.length > 4) {
      String[] works = new String[args.length - 4];
      System.arraycopy(args, 4, works, 0, works.length);
      options = options.param("work", works);
    }
    String peer = Peer.here().name();
    Collection<RunResult> results = new Runner(options.build()).run();
    for (RunResult result : results) {
      Statistics time = result.getPrimaryResult().getStatistics();
      Result<?> garbage = result.getSecondaryResults().get("gc.alloc.rate.norm");
      String line =
          String.format(
              Locale.ROOT,
              "%s\t%s\t%.9g\t%.9g\t%.9g\t%.9g",
              peer,
              result.getParams().getParam("work"),
              time.getPercentile(50),
              time.getPercentile(99),
              time.getPercentile(99.9),
              garbage == null ? Double.NaN : garbage.getScore());
      System.err.println(line);
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
