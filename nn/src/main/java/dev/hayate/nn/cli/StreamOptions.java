package dev.hayate.nn.cli;

import dev.hayate.nn.train.TrainerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether rows are read while training goes on. */
final class StreamOptions {
  private static final int USUAL_BUFFER = 10_000;

  @Option(
      names = "--stream",
      description =
          "read the rows from their files while the batch before them is computed, for data larger"
              + " than memory (images and CSV files)")
  boolean stream;

  @Option(
      names = "--shuffle-buffer",
      paramLabel = "ROWS",
      description =
          "among how many rows those of CSV and gzip files are shuffled, which are read from"
              + " beginning to end (10000)")
  @Nullable Integer buffer;

  @Option(
      names = "--prefetch",
      paramLabel = "BATCHES",
      description = "how many batches are read ahead (2)")
  @Nullable Integer prefetch;

  /** Checks what can be checked before data is read. */
  void check() {
    Checks.that(stream || buffer == null, "--shuffle-buffer", "no --stream", "it too");
    Checks.that(stream || prefetch == null, "--prefetch", "no --stream", "it too");
    Checks.that(buffer == null || buffer >= 1, "--shuffle-buffer", buffer, "1 row or more");
    Checks.that(prefetch == null || prefetch >= 1, "--prefetch", prefetch, "1 batch or more");
  }

  /** Sets what was asked for; what the result depends on, in words. */
  String apply(TrainerBuilder builder) {
    int rows = buffer == null ? USUAL_BUFFER : buffer;
    builder.shuffleBuffer(rows);
    if (prefetch != null) {
      builder.prefetch(prefetch);
    }
    return stream ? "rows shuffled among " + rows : "no";
  }
}
