package dev.hayate.nn.train;

import dev.hayate.nn.format.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a checkpoint in the middle of a run.
 *
 * @param trainer whose run it is
 * @param steps after how many of its steps
 * @param file the checkpoint
 * @param texts what it keeps beside the state
 */
record SavedAt(Trainer trainer, long steps, Path file, Map<String, String> texts)
    implements FitListener {
  @Override
  public void onStep(Progress progress) {
    if (trainer.steps() == steps) {
      try {
        Checkpoint.save(file, trainer, texts);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
