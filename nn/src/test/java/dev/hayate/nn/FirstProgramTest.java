package dev.hayate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** The README's first program, and that it gives the same twice. */
class FirstProgramTest {
  private static float[] run(int threads) {
    Model model = Model.sequential(2).linear(100).relu().linear(5).build();
    try (Arena arena = Arena.ofShared()) {
      Dataset spiral = Spiral.generate(arena, 5, 1000, 0.2, 42);
      Parameters parameters = model.initialize(arena, 42);
      try (Trainer trainer =
          model.trainer(parameters).optimizer(Adam.of(1e-2)).batch(64).threads(threads).open()) {
        trainer.fit(spiral, spiral.subset(arena), 10);
        assertTrue(trainer.evaluate(spiral).accuracy() > 0.9);
        assertEquals(790, trainer.steps());
      }
      float[] logits = new float[5];
      try (Predictor predictor = model.predictor(parameters).batch(32).open()) {
        predictor.predict(new float[] {0.1f, 0.2f}, logits);
      }
      return logits;
    }
  }

  @Test
  void learnsTheSpiralAndRepeatsItself() {
    assertArrayEquals(run(1), run(2));
  }
}
