package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.ArrayRows;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.format.Checkpoint;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.loss.Loss;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on rows that are read while the rows before them are learned from. */
class StreamTest extends Streaming {
  private static float[] trained(Rows train, Rows validation, boolean balanced, int prefetch) {
    try (Arena arena = Arena.ofConfined()) {
      Parameters parameters = model().initialize(arena, 5);
      Sampling sampling = balanced ? Sampling.BALANCED_CLASSES : Sampling.EVERY_ROW;
      try (Trainer trainer =
          builder(parameters)
              .sampling(sampling)
              .prefetch(prefetch)
              .shuffleBuffer(ROWS)
              .earlyStopping(EarlyStopping.after(50))
              .open()) {
        History history = trainer.fit(train, validation, EPOCHS);
        assertTrue(history.completed());
        assertEquals(EPOCHS * STEPS, history.steps());
      }
      return parameters.flat().toFloats();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "false, 2", "false, 7", "true, 2"})
  void indexedRowsGiveTheBytesOfRowsInMemory(boolean balanced, int prefetch) {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      Rows stored = StoredRows.indexed(data, NOTHING);
      assertArrayEquals(
          trained(data, data, balanced, 1), trained(stored, stored, balanced, prefetch));
    }
  }

  /** The next epoch's rows are read while the rows for validation are, by another thread. */
  @Test
  void rowsForValidationMayBeOfTheSameArrays() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      Rows arrays =
          ArrayRows.of(
              Place.in("arrays"),
              StoredArray.of(data.features()),
              StoredArray.of(data.targets()),
              List.of());
      assertArrayEquals(trained(data, data, true, 1), trained(arrays, arrays, true, 7));
    }
  }

  @Test
  void aBufferOfAllRowsGivesTheBytesOfRowsInMemory() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      Rows stored = StoredRows.sequential(data, NOTHING);
      assertArrayEquals(trained(data, data, false, 1), trained(stored, stored, false, 2));
    }
  }

  @Test
  void evaluationsAreThoseOfRowsInMemory() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      try (Trainer trainer = builder(model().initialize(arena, 1)).open()) {
        Evaluation expected = trainer.evaluate(data);
        assertEquals(expected, trainer.evaluate(StoredRows.indexed(data, NOTHING)));
        assertEquals(expected, trainer.evaluate(StoredRows.sequential(data, NOTHING)));
        Dataset none = data.subset(arena);
        assertEquals(0, trainer.evaluate(StoredRows.indexed(none, NOTHING)).samples());
        assertEquals(0, trainer.evaluate(StoredRows.sequential(none, NOTHING)).samples());
      }
    }
  }

  /** The numbers of the rows, in the order in which an epoch takes them. */
  private static List<Integer> drawn(Rows rows, int buffer, long epoch, int skip, boolean shuffle)
      throws IOException {
    List<Integer> numbers = new ArrayList<>();
    RowOrder order = new RowOrder(3, Sampling.EVERY_ROW, shuffle, BATCH);
    try (Arena arena = Arena.ofConfined();
        Draws draws = Draws.of(rows, order, buffer, arena)) {
      Dataset data = data(arena);
      Dataset one = data.subset(arena, 0);
      draws.begin(epoch, skip);
      for (int row; (row = draws.next(one.features(), one.targets(), 0)) >= 0; ) {
        numbers.add(row);
        assertEquals(data.features().get(row, 0), one.features().get(0, 0));
      }
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50, ROWS - 1, ROWS, 2 * ROWS})
  void aBufferShufflesEveryRowOnceAndCanBeEnteredAnywhere(int buffer) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      Rows rows = StoredRows.sequential(data(arena), NOTHING);
      List<Integer> first = drawn(rows, buffer, 1, 0, true);
      assertEquals(ROWS, first.stream().distinct().count());
      assertEquals(ROWS, first.size());
      assertEquals(first, drawn(rows, buffer, 1, 0, true));
      if (buffer > 1) {
        assertNotEquals(first, drawn(rows, buffer, 2, 0, true));
      }
      for (int place = 0; place < ROWS; place++) {
        // A row is not drawn before it is read, and the buffer reads no further than it holds.
        assertTrue(first.get(place) < place + buffer);
      }
      for (int skip : new int[] {1, 77, ROWS - 1, ROWS}) {
        assertEquals(first.subList(skip, ROWS), drawn(rows, buffer, 1, skip, true));
      }
      List<Integer> inOrder = drawn(rows, buffer, 1, 0, false);
      assertEquals(inOrder.stream().sorted().toList(), inOrder);
    }
  }

  /** Goes on from a checkpoint within each epoch, and between two. */
  @ParameterizedTest
  @CsvSource({"true, 4", "true, 19", "true, 20", "false, 4", "false, 19", "false, 30", "false, 56"})
  void goesOnAsIfNeverStopped(boolean indexed, int after, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      Rows rows =
          indexed ? StoredRows.indexed(data, NOTHING) : StoredRows.sequential(data, NOTHING);
      Parameters whole = model().initialize(arena, 5);
      try (Trainer trainer = builder(whole).shuffleBuffer(40).open()) {
        trainer.fit(rows, data, EPOCHS, new SavedAt(trainer, after, file, Map.of()));
      }
      Parameters resumed = model().initialize(arena, 99);
      try (Trainer trainer = builder(resumed).shuffleBuffer(40).open()) {
        Checkpoint.restore(file, trainer);
        trainer.fit(rows, data, EPOCHS - (int) trainer.epochs());
        assertEquals(EPOCHS * STEPS, trainer.steps());
      }
      assertArrayEquals(whole.flat().toFloats(), resumed.flat().toFloats());
      assertArrayEquals(whole.buffers().toFloats(), resumed.buffers().toFloats());
    }
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      Dataset three = new Dataset(Tensor.allocate(arena, data.size(), 3), data.targets());
      try (Trainer trainer = builder(model().initialize(arena, 5)).open()) {
        Rows wide = StoredRows.indexed(three, NOTHING);
        String message =
            assertThrows(IllegalArgumentException.class, () -> trainer.fit(wide, data, 1))
                .getMessage();
        assertEquals(
            "rows: expected 2 features and 1 targets of I32, found 3 and 1 of I32", message);
      }
      Rows rows = StoredRows.sequential(data, NOTHING);
      try (Trainer trainer =
          builder(model().initialize(arena, 5)).sampling(Sampling.BALANCED_CLASSES).open()) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> trainer.fit(rows, data, 1))
                .getMessage();
        assertTrue(
            String.valueOf(message).startsWith("balanced sampling: expected classes"), message);
      }
      TrainerBuilder none = builder(model().initialize(arena, 5)).prefetch(0);
      assertThrows(IllegalArgumentException.class, none::open);
      TrainerBuilder empty = builder(model().initialize(arena, 5)).shuffleBuffer(0);
      assertThrows(IllegalArgumentException.class, empty::open);
    }
  }

  /** Classes are the numbers 0 and 1 for a loss of values. */
  @Test
  void aLossOfValuesTakesClassesAsNumbers() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 2, ROWS / 2, 0.2, 1);
      float[] numbers = new float[ROWS];
      for (int row = 0; row < ROWS; row++) {
        numbers[row] = data.targets().getInt(row, 0);
      }
      Dataset values =
          new Dataset(data.features(), Tensor.of(arena, data.targets().shape(), numbers));
      Model model = Model.sequential(2).linear(8).relu().linear(1).build();
      List<float[]> results = new ArrayList<>();
      for (Rows rows : List.of(values, StoredRows.indexed(data, NOTHING))) {
        Parameters parameters = model.initialize(arena, 2);
        try (Trainer trainer = builder(parameters).loss(Loss.meanSquaredError()).open()) {
          trainer.fit(rows, rows, 2);
        }
        results.add(parameters.flat().toFloats());
      }
      assertArrayEquals(results.get(0), results.get(1));
    }
  }

  /** What is known of the classes does not depend on where the rows are kept. */
  @Test
  void classesAreCounted() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena).subset(arena, 0, 1, 100, 299, 250);
      for (Rows rows :
          List.of(data, StoredRows.indexed(data, NOTHING), StoredRows.sequential(data, NOTHING))) {
        assertArrayEquals(new int[] {2, 1, 2}, rows.classCounts());
        assertEquals(3, rows.classCount());
        assertEquals(3, rows.sample(arena, 3).size());
      }
    }
  }
}
