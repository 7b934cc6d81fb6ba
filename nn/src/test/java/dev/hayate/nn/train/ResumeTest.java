package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.format.Checkpoint;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.OptimizerCatalog;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.schedule.Cosine;
import dev.hayate.nn.schedule.Plateau;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints, early ends and broken losses. */
class ResumeTest {
  private static final int EPOCHS = 5;

  private static Model model() {
    return Model.sequential(2).linear(16).batchNorm().relu().dropout(0.2).linear(3).build();
  }

  /** A trainer with everything that has a state. */
  private static Trainer trainer(Model model, Parameters parameters, String optimizer) {
    return model
        .trainer(parameters)
        .optimizer(OptimizerCatalog.read(optimizer, Attributes.NONE.with("lr", 0.005)))
        .group(Parameters.Entry::isVector, Adam.of(0.003))
        .schedule(Cosine.of(100))
        .plateau(new Plateau(0.5, 0, 0.5, true, false, 1, 1e-5))
        .earlyStopping(new EarlyStopping(50, 0, false))
        .accumulate(2)
        .average(0.9)
        .clipNorm(0.5)
        .batch(16)
        .seed(3)
        .open();
  }

  private static float[] all(Trainer trainer, Parameters parameters) {
    float[] flat = parameters.flat().toFloats();
    float[] buffers = parameters.buffers().toFloats();
    float[] mean = trainer.averaged().orElseThrow().flat().toFloats();
    float[] all = new float[flat.length + buffers.length + mean.length];
    System.arraycopy(flat, 0, all, 0, flat.length);
    System.arraycopy(buffers, 0, all, flat.length, buffers.length);
    System.arraycopy(mean, 0, all, flat.length + buffers.length, mean.length);
    return all;
  }

  @ParameterizedTest
  @CsvSource({"SGD, 7", "NAdam, 1", "RMSprop, 19", "AdamW, 38", "Lion, 76", "ASGD, 95"})
  void goesOnAsIfNeverStopped(String optimizer, int after, @TempDir Path folder)
      throws IOException {
    Model model = model();
    Path file = folder.resolve("checkpoint.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      Dataset data = Spiral.generate(arena, 3, 100, 0.2, 1);
      Dataset none = data.subset(arena);
      Parameters whole = model.initialize(arena, 5);
      float[] expected;
      try (Trainer trainer = trainer(model, whole, optimizer)) {
        trainer.fit(data, none, EPOCHS, new SavedAt(trainer, after, file, Map.of("note", "x")));
        expected = all(trainer, whole);
      }
      Parameters resumed = model.initialize(arena, 99);
      try (Trainer trainer = trainer(model, resumed, optimizer)) {
        assertEquals("x", Checkpoint.restore(file, trainer).get("note"));
        assertEquals(after, trainer.steps());
        trainer.fit(data, none, EPOCHS - (int) trainer.epochs());
        assertEquals(EPOCHS, trainer.epochs());
        assertArrayEquals(expected, all(trainer, resumed));
      }
    }
  }

  @Test
  void refusesAnotherModelsCheckpoint(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    Model other = Model.sequential(2).linear(3).build();
    try (Arena arena = Arena.ofConfined()) {
      Model model = model();
      try (Trainer trainer = trainer(model, model.initialize(arena, 1), "SGD")) {
        Checkpoint.save(file, trainer, Map.of());
      }
      try (Trainer trainer = other.trainer(other.initialize(arena, 1)).open()) {
        assertThrows(ModelFormatException.class, () -> Checkpoint.restore(file, trainer));
      }
    }
  }

  @Test
  void endsEarlyAndPutsTheBestBack() {
    Model model = Model.sequential(2).linear(3).build();
    try (Arena arena = Arena.ofConfined()) {
      Dataset data = Spiral.generate(arena, 3, 60, 0.2, 1);
      Parameters parameters = model.initialize(arena, 5);
      try (Trainer trainer =
          model
              .trainer(parameters)
              .optimizer(Sgd.of(1.9))
              .earlyStopping(EarlyStopping.after(3))
              .batch(8)
              .open()) {
        History history = trainer.fit(data, data, 200);
        assertTrue(history.epochs().size() < 200, "it ends early");
        assertTrue(history.completed());
        double best =
            history.epochs().stream().mapToDouble(e -> e.validation().loss()).min().orElse(-1);
        assertEquals(best, trainer.evaluate(data).loss());
      }
    }
  }

  @Test
  void namesTheLayerThatBreaks() {
    Model model = Model.sequential(2).linear(4).relu().linear(3).build();
    try (Arena arena = Arena.ofConfined()) {
      Parameters parameters = model.initialize(arena, 5);
      parameters.tensor("2.weight").set(1, 1, Float.POSITIVE_INFINITY);
      float[] before = parameters.flat().toFloats();
      Dataset data = Spiral.generate(arena, 3, 60, 0.2, 1);
      try (Trainer trainer = model.trainer(parameters).loss(Loss.crossEntropy()).batch(30).open()) {
        NotFiniteException e =
            assertThrows(NotFiniteException.class, () -> trainer.fit(data, data, 1));
        assertEquals("2", e.layer());
        assertTrue(
            String.valueOf(e.getMessage()).startsWith("step 1: the loss is "), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("30 samples, rows "), e.getMessage());
      }
      assertArrayEquals(before, parameters.flat().toFloats());
    }
  }

  @Test
  void drawsEveryClassAsOften() {
    try (Arena arena = Arena.ofConfined()) {
      int n = 3000;
      Tensor classes =
          Tensor.allocate(arena, dev.hayate.kernels.DType.I32, dev.hayate.kernels.Shape.of(n, 1));
      for (int i = 0; i < n; i++) {
        classes.setInt(i, 0, i % 100 == 0 ? 2 : i % 10 == 0 ? 1 : 0);
      }
      int[] rows = new int[n];
      BalancedClasses.draw(classes.toInts(), 4, 2, rows);
      int[] counts = new int[3];
      for (int row : rows) {
        counts[classes.getInt(row, 0)]++;
      }
      for (int count : counts) {
        // Binomial with p = 1/3: five standard deviations of sqrt(3000 2/9) = 26.
        assertEquals(1000, count, 130);
      }
    }
  }
}
