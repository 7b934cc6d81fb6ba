package dev.hayate.kernels.vector;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.registry.FirstCompiler;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@link FirstCompiler C1} compiles what a single row goes through in a perceptron: the strips of
 * every type of weights, and the code that small ones have of their own. As a row of the registry
 * they would run on plain loops first.
 */
@Tag("allocation")
class PerceptronCompilerTest {
  /** Vectors of columns: each kind of strip alone, once and twice, and with the others. */
  private static final int[] VECTORS = {1, 2, 4, 7, 8};

  @Test
  void givesUpOnNoStrip() throws IOException, InterruptedException {
    FirstCompiler.mustCompile(
        PerceptronCompilerTest.class,
        Stream.of("FloatStrips", "BfloatStrips", "ByteStrips", "LayerTemplate")
            .flatMap(kernel -> Stream.of(kernel + "::two", kernel + "::one"))
            .toList());
  }

  /** Runs every kind of strip in a first and in a last layer until C1 has compiled it. */
  public static void main(String... args) {
    for (Activation activation : List.of(new Identity(), new Relu(), new Tanh())) {
      for (int vectors : VECTORS) {
        for (int inputs : new int[] {6, 8}) {
          run(activation, inputs, vectors * Lanes.COUNT - 1);
        }
      }
    }
  }

  /** A middle layer puts out so few values that all three stay small enough. */
  private static void run(Activation activation, int inputs, int width) {
    int[] sizes = {inputs, width, 7, width};
    try (Arena arena = Arena.ofConfined()) {
      List<Dense> layers = new ArrayList<>();
      for (int i = 1; i < sizes.length; i++) {
        Epilogue bent = Epilogue.bias(Tensor.allocate(arena, 1, sizes[i]), activation);
        layers.add(new Dense(Tensor.allocate(arena, sizes[i - 1], sizes[i]), bent));
      }
      MemorySegment x = Tensor.allocate(arena, 1, inputs).segment();
      MemorySegment y = Tensor.allocate(arena, 1, width).segment();
      for (WeightType type : WeightType.values()) {
        VectorPerceptron perceptron = new VectorPerceptron(layers, type, new Rehearsal(), arena);
        MemorySegment scratch = Tensor.allocate(arena, perceptron.scratch(1)).segment();
        for (int call = 0; call < FirstCompiler.CALLS; call++) {
          perceptron.row(x, 0, scratch, y, 0);
          perceptron.trial().ifPresent(t -> perceptron.row(t.code(), x, 0, scratch, y, 0));
        }
      }
    }
  }
}
