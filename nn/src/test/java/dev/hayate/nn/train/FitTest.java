package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.format.ModelFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop over steps: what it tells, when it stops, and that it can be repeated. */
class FitTest {
  @TempDir Path folder;

  private static Model model() {
    return Model.sequential(2).linear(64).relu().linear(3).build();
  }

  private byte[] saved(int threads, long seed) throws IOException {
    Model model = model();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 700, 0.2, 1);
      Parameters parameters = model.initialize(arena, seed);
      try (Trainer trainer =
          model.trainer(parameters).batch(1000).threads(threads).seed(seed).open()) {
        trainer.fit(data, data.subset(arena), 3);
      }
      Path file = folder.resolve("m.safetensors");
      ModelFile.save(file, parameters, Map.of("seed", Long.toString(seed)));
      return Files.readAllBytes(file);
    }
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    byte[] once = saved(1, 5);
    assertArrayEquals(once, saved(1, 5));
    assertArrayEquals(once, saved(2, 5));
    assertFalse(java.util.Arrays.equals(once, saved(1, 6)));
  }

  @Test
  void theListenerSeesEveryStepAndEpoch() {
    Model model = model();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 10, 0.2, 1);
      try (Trainer trainer = model.trainer(model.initialize(arena, 0)).batch(8).open()) {
        List<String> seen = new ArrayList<>();
        History history =
            trainer.fit(
                data,
                data,
                2,
                new FitListener() {
                  @Override
                  public void onStep(Progress progress) {
                    seen.add(progress.epoch() + "." + progress.step());
                    assertEquals(4, progress.stepsPerEpoch());
                    assertEquals(2, progress.epochs());
                    assertTrue(progress.secondsLeft() >= 0);
                    assertTrue(progress.accuracy() >= 0 && progress.accuracy() <= 1);
                  }

                  @Override
                  public void onEpoch(History.Epoch epoch) {
                    seen.add("epoch " + epoch.number());
                  }
                });
        assertEquals(
            List.of("1.1", "1.2", "1.3", "1.4", "epoch 1", "2.1", "2.2", "2.3", "2.4", "epoch 2"),
            seen);
        assertTrue(history.completed());
        assertEquals(8, history.steps());
        assertEquals(8, trainer.steps());
        Evaluation last = history.epochs().get(1).validation();
        assertEquals(trainer.evaluate(data), last);
        assertEquals(30, last.samples());
      }
    }
  }

  @Test
  void aStopLeavesTheUnfinishedEpochOut() {
    Model model = model();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 10, 0.2, 1);
      for (int stopAt = 1; stopAt <= 5; stopAt++) {
        long end = stopAt;
        try (Trainer trainer = model.trainer(model.initialize(arena, 0)).batch(8).open()) {
          History history =
              trainer.fit(
                  data,
                  data.subset(arena),
                  2,
                  new FitListener() {
                    @Override
                    public void onStep(Progress progress) {
                      if (trainer.steps() == end) {
                        trainer.stop();
                      }
                    }
                  });
          assertFalse(history.completed());
          assertEquals(stopAt, history.steps());
          assertEquals(stopAt / 4, history.epochs().size());
        }
      }
    }
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    Model model = model();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 10, 0.2, 1);
      Parameters parameters = model.initialize(arena, 0);
      assertThrows(IllegalArgumentException.class, () -> model.trainer(parameters).batch(0).open());
      assertThrows(IllegalArgumentException.class, () -> model.trainer(parameters).loss().open());
      assertThrows(
          IllegalArgumentException.class, () -> model().trainer(parameters).batch(4).open());
      Trainer trainer = model.trainer(parameters).batch(8).open();
      assertThrows(IllegalArgumentException.class, () -> trainer.fit(data, data, -1));
      assertThrows(IllegalArgumentException.class, () -> trainer.fit(data.subset(arena), data, 1));
      assertEquals(0, trainer.fit(data, data, 0).epochs().size());
      trainer.close();
      trainer.close();
      assertThrows(IllegalStateException.class, () -> trainer.fit(data, data, 1));
      assertThrows(IllegalStateException.class, () -> trainer.evaluate(data));
    }
  }
}
