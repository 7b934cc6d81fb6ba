package dev.hayate.kernels.registry;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.registry.Workbench.Edge;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation on every backend against the reference in double, on awkward sizes, beside
 * unmapped pages and among canaries.
 */
@Tag("registry")
class RegistryTest {
  @TestFactory
  Stream<DynamicTest> agreesWithTheReference() {
    return Registry.forEach((operation, backend) -> agree(operation, backend));
  }

  private static void agree(Operation operation, BackendProvider provider) {
    SplittableRandom random = Seed.random(operation.name);
    try (Backend backend = provider.open(1)) {
      int turn = 0;
      for (int[] dims : Sizes.of(operation.letters.length(), random)) {
        if (operation.takes(dims)) {
          for (int range = 0; range < operation.ranges(); range++) {
            Edge edge = turn++ % 2 == 0 ? Edge.BACK : Edge.FRONT;
            Workbench bench = new Workbench(operation, dims, range + turn, edge, random);
            run(operation, backend, bench);
            bench.check(provider.name());
          }
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> worksInPlaceWhereItSays() {
    return Registry.forEach((operation, backend) -> inPlace(operation, backend));
  }

  private static void inPlace(Operation operation, BackendProvider provider) {
    SplittableRandom random = Seed.random(operation.name);
    try (Backend backend = provider.open(1)) {
      for (int[] alias : operation.aliases) {
        int turn = 0;
        for (int[] dims : Sizes.few(operation.letters.length())) {
          Workbench bench = new Workbench(operation, dims, turn++, Edge.BACK, random);
          bench.alias(alias[0], alias[1]);
          run(operation, backend, bench);
          bench.check(provider.name() + " in place");
        }
      }
    }
  }

  private static void run(Operation operation, Backend backend, Workbench bench) {
    try (Arena arena = Arena.ofConfined()) {
      operation.preparation.prepare(backend, bench.tensors, arena).run();
    }
  }
}
