package dev.hayate.kernels.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The gradient of an activation within a product is that of a pass of its own, bit for bit. */
@Tag("registry")
class BackwardProductTest {
  /** Rows below and above those from which columns are finished downwards, and edges. */
  private static final int[][] SIZES = {
    {1, 70, 9}, {3, 129, 20}, {13, 17, 33}, {64, 128, 10}, {100, 64, 31}, {130, 90, 40}
  };

  @TestFactory
  Stream<DynamicTest> isThatOfASeparatePass() {
    return Registry.backends().stream()
        .flatMap(
            backend ->
                ActivationRows.ACTIVATIONS.stream()
                    .map(ActivationRows.Row::activation)
                    .map(
                        f ->
                            DynamicTest.dynamicTest(
                                f + " on " + backend.name(), () -> compare(f, backend))));
  }

  private static void compare(Activation f, BackendProvider provider) {
    SplittableRandom random = Seed.random(f.name());
    try (Backend backend = provider.open(1);
        Arena arena = Arena.ofConfined()) {
      for (int[] size : SIZES) {
        Tensor dy = filled(arena, size[0], size[2], random);
        Tensor weight = filled(arena, size[1], size[2], random);
        Tensor saved = filled(arena, size[0], size[1], random);
        Tensor fused = Tensor.allocate(arena, size[0], size[1]);
        Tensor apart = Tensor.allocate(arena, size[0], size[1]);
        backend.products().gemm(dy, false, weight, true, false, Epilogue.gradient(f, saved), fused);
        backend.products().gemm(dy, false, weight, true, apart);
        backend.activations().backward(f, saved, apart, apart);
        assertArrayEquals(apart.toFloats(), fused.toFloats(), () -> f + " (" + Seed.replay() + ")");
      }
    }
  }

  private static Tensor filled(Arena arena, int rows, int cols, SplittableRandom random) {
    Tensor tensor = Tensor.allocate(arena, rows, cols);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        tensor.set(i, j, random.nextInt(20) == 0 ? 0 : (float) random.nextDouble(-2, 2));
      }
    }
    return tensor;
  }

  @Test
  void theIdentityHasNone() {
    Tensor saved = Tensor.allocate(Arena.ofAuto(), 2, 2);
    assertSame(Epilogue.NONE, Epilogue.gradient(new Identity(), saved));
  }

  @Test
  void noLayerOfAPerceptron() {
    Tensor saved = Tensor.allocate(Arena.ofAuto(), 2, 2);
    Epilogue epilogue = Epilogue.gradient(new Relu(), saved);
    assertThrows(IllegalArgumentException.class, () -> new Dense(saved, epilogue));
  }
}
