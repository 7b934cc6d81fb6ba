package dev.hayate.nn.cli;

import dev.hayate.nn.data.Encoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a run is kept so that it can go on. */
final class CheckpointOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "FILE.safetensors",
      description = "keep the whole state of the run here, from which --resume goes on")
  @Nullable Path file;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "EPOCHS",
      description = "how often; less than 1 for several times an epoch (1)")
  @Nullable Double every;

  @Option(
      names = "--resume",
      description =
          "go on from --checkpoint's file, byte for byte as if never stopped; from the beginning"
              + " if there is none yet")
  boolean resume;

  /** Checks what can be checked before data is read. */
  void check() {
    Checks.that(
        every == null || (every > 0 && every < 1e9), "--checkpoint-every", every, "more than 0");
    Checks.that(file != null || !resume, "--resume", "no --checkpoint", "a file to go on from");
    Checks.that(file != null || every == null, "--checkpoint-every", "no --checkpoint", "a file");
  }

  /** How rows become inputs in the run that goes on, if one does. */
  Optional<Encoding> encoding() throws IOException {
    return resume && file != null ? RunFile.encoding(file) : Optional.empty();
  }

  double every() {
    return every == null ? 1 : every;
  }
}
