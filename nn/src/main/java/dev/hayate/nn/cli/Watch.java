package dev.hayate.nn.cli;

import dev.hayate.nn.format.EventFile;
import dev.hayate.nn.insight.LayerProbe;
import dev.hayate.nn.report.TensorBoard;
import dev.hayate.nn.train.FitListener;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code --tensorboard} opens for one run; nothing without it. */
final class Watch implements AutoCloseable {
  /** Few enough that a look takes no time, many enough for a histogram. */
  static final int ROWS = 256;

  private final @Nullable EventFile file;
  private final @Nullable LayerProbe probe;
  private final FitListener listener;

  private Watch(@Nullable EventFile file, @Nullable LayerProbe probe, FitListener listener) {
    this.file = file;
    this.probe = probe;
    this.listener = listener;
  }

  static Watch of(@Nullable Path folder, Trainer trainer, Setup setup) throws IOException {
    if (folder == null) {
      return new Watch(null, null, new FitListener() {});
    }
    LayerProbe probe = new LayerProbe(trainer.model(), setup.loss(), setup.sample(ROWS), ROWS);
    EventFile file = EventFile.create(folder);
    return new Watch(file, probe, new TensorBoard(file, trainer.parameters(), probe));
  }

  FitListener and(FitListener other) {
    return listener.and(other);
  }

  @Override
  public void close() throws IOException {
    if (probe != null) {
      probe.close();
    }
    if (file != null) {
      file.close();
    }
  }
}
