package dev.hayate.kernels.registry;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.registry.Workbench.Edge;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link FirstCompiler C1} compiles every kernel. */
@Tag("allocation")
class FirstCompilerTest {
  /** Between them they reach nearly every method that has vectors, at every width. */
  private static final List<int[]> SIZES =
      List.of(
          new int[] {13, 66, 17},
          new int[] {7, 5, 18},
          new int[] {16, 16, 33},
          new int[] {1, 129, 8},
          new int[] {1, 70, 1030},
          new int[] {2, 70, 9},
          new int[] {20, 33, 1});

  @Test
  void givesUpOnNoKernel() throws IOException, InterruptedException {
    FirstCompiler.mustCompile(
        FirstCompilerTest.class,
        List.of(
            "ActivationLoopTemplate::backward",
            "DotRow::longRows",
            "FixedNormPasses::sumStrip",
            "Tiles1::rows8"));
  }

  /** Runs every row of the registry until C1 has compiled it. */
  public static void main(String... args) {
    for (BackendProvider provider : Registry.backends()) {
      if (!provider.name().equals("vector")) {
        continue;
      }
      for (Operation operation : Registry.OPERATIONS) {
        for (int[] sizes : SIZES) {
          if (!operation.takes(sizes)) {
            continue;
          }
          try (Backend backend = provider.open(1);
              Arena arena = Arena.ofConfined()) {
            Workbench bench =
                new Workbench(operation, sizes, 0, Edge.BACK, Seed.random(operation.name));
            Runnable call = operation.preparation.prepare(backend, bench.tensors, arena);
            for (int i = 0; i < FirstCompiler.CALLS; i++) {
              call.run();
            }
          }
        }
      }
    }
  }
}
