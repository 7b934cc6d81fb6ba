package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Tanh;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batches in blocks of rows: no bit of a row's results depends on the other rows. */
@Tag("registry")
class RowBlocksTest {
  private static final int MOST = 2 * LeftBlock.MOST_ROWS + 10;

  private final SplittableRandom random = new SplittableRandom(24);

  @BeforeEach
  void needsVectors() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs jdk.incubator.vector");
  }

  @Test
  void rowsDoNotDependOnTheBatch() {
    try (Arena arena = Arena.ofConfined()) {
      List<Dense> layers =
          List.of(
              dense(arena, 37, 150, new Relu()),
              dense(arena, 150, 21, new Tanh()),
              dense(arena, 21, 10, new Identity()));
      VectorPerceptrons perceptrons = new VectorPerceptrons();
      Perceptron perceptron = perceptrons.pack(layers, WeightType.F32, arena);
      Tensor x = tensor(arena, MOST, 37);
      Tensor scratch = Tensor.allocate(arena, perceptron.scratch(MOST));
      Tensor all = Tensor.allocate(arena, MOST, 10);
      perceptrons.bind(x, perceptron, scratch, all).run();
      for (int rows : new int[] {2, 3, 5, 7, 8, 9, 12, 13, 16, 23, 40, 48, 63, 96, 97, 103, 191}) {
        Tensor some = Tensor.allocate(arena, rows, 10);
        int from = MOST - rows;
        perceptrons.bind(x.rows(from, rows), perceptron, scratch, some).run();
        assertArrayEquals(all.rows(from, rows).toFloats(), some.toFloats(), rows + " rows");
      }
    }
  }

  @Test
  void samplesMayLieElsewhere() {
    try (Arena arena = Arena.ofConfined()) {
      List<Dense> layers =
          List.of(dense(arena, 20, 33, new Relu()), dense(arena, 33, 5, new Identity()));
      VectorPerceptrons perceptrons = new VectorPerceptrons();
      Perceptron perceptron = perceptrons.pack(layers, WeightType.F32, arena);
      Tensor x = Tensor.allocate(arena, 14, 20);
      Tensor elsewhere = tensor(arena, 14, 20);
      Tensor scratch = Tensor.allocate(arena, perceptron.scratch(14));
      Tensor expected = Tensor.allocate(arena, 14, 5);
      perceptrons.bind(elsewhere, perceptron, scratch, expected).run();
      Tensor found = Tensor.allocate(arena, 14, 5);
      perceptrons
          .bindElsewhere(x, perceptron, scratch, found)
          .orElseThrow()
          .accept(elsewhere.segment());
      assertArrayEquals(expected.toFloats(), found.toFloats());
      assertThrows(
          IllegalArgumentException.class,
          () ->
              perceptrons.bindElsewhere(
                  tensor(arena, 14, 30).columns(0, 20), perceptron, scratch, found));
      assertTrue(
          perceptrons.bindElsewhere(x.rows(0, 1), perceptron, scratch, found.rows(0, 1)).isEmpty());
    }
  }

  @Test
  void scratchMemoryForABatchWillDoForSmallerOnes() {
    for (int rows = 1; rows < MOST; rows++) {
      assertTrue(RowBlocks.scratchRows(rows) <= RowBlocks.scratchRows(rows + 1), rows + " rows");
    }
  }

  private Dense dense(Arena arena, int in, int out, Activation activation) {
    return new Dense(tensor(arena, in, out), Epilogue.bias(tensor(arena, out), activation));
  }

  private Tensor tensor(Arena arena, int... shape) {
    Tensor tensor = Tensor.allocate(arena, shape);
    float[] values = new float[(int) tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    tensor.copyFrom(values);
    return tensor;
  }
}
