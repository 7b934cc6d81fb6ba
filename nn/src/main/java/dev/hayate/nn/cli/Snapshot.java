package dev.hayate.nn.cli;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters as the last whole epoch left them, and the file that is to have them. The file is
 * written at most once a second while epochs pass, and once more at the end, so that short epochs
 * do not wait for the disk and an interrupt loses no whole epoch.
 */
final class Snapshot {
  private static final long BETWEEN_WRITES = 1_000_000_000;

  private final Parameters parameters;
  private final Parameters copy;
  private final @Nullable Path file;
  private final Map<String, String> metadata;
  private long written = System.nanoTime();
  private boolean fresh;

  Snapshot(Parameters parameters, @Nullable Path file, Map<String, String> metadata, Arena arena) {
    this.parameters = parameters;
    this.copy = parameters.copy(arena);
    this.file = file;
    this.metadata = metadata;
  }

  /** An epoch is complete. */
  void take() {
    if (file == null) {
      return;
    }
    copy.copyFrom(parameters);
    fresh = true;
    if (System.nanoTime() - written >= BETWEEN_WRITES) {
      try {
        write();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Writes what was taken last, unless the file has it. */
  void write() throws IOException {
    if (file != null && fresh) {
      ModelFile.save(file, copy, metadata);
      fresh = false;
      written = System.nanoTime();
    }
  }
}
