package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;

/** A small run on rows that are read on the way; when it has ended, no thread is left. */
abstract class Streaming {
  static final int ROWS = 300;
  static final int BATCH = 16;
  static final int STEPS = 19;
  static final int EPOCHS = 3;
  static final StoredRows.Before NOTHING = row -> {};

  @AfterEach
  void noThreadIsLeft() {
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals(Loader.THREAD)));
  }

  static Dataset data(Arena arena) {
    return Spiral.generate(arena, 3, ROWS / 3, 0.2, 1);
  }

  static Model model() {
    return Model.sequential(2).linear(16).batchNorm().relu().dropout(0.2).linear(3).build();
  }

  static TrainerBuilder builder(Parameters parameters) {
    return parameters.model().trainer(parameters).batch(BATCH).seed(3);
  }
}
