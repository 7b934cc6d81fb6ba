package dev.hayate.kernels.registry;

import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** All rows, and the backends that they are run on. */
final class Registry {
  /** The operations, family by family. */
  static final List<Operation> OPERATIONS =
      Stream.of(
              ProductRows.rows(),
              BackwardProductRows.rows(),
              PerceptronRows.rows(),
              ActivationRows.rows(),
              ArithmeticRows.rows(),
              RowwiseRows.rows(),
              NormalizationRows.rows(),
              ChannelNormRows.rows(),
              GroupNormRows.rows(),
              GatedRows.rows(),
              LossRows.rows(),
              PointLossRows.rows(),
              WeightedLossRows.rows(),
              RowLossRows.rows(),
              ReductionRows.rows(),
              UpdateRows.rows(),
              MomentRows.rows(),
              AdaptiveRows.rows(),
              IndexingRows.rows(),
              BagRows.rows(),
              RandomRows.rows())
          .flatMap(List::stream)
          .toList();

  private Registry() {}

  /** The backends that can be had here; {@code -Dhayate.test.backend=NAME} leaves one of them. */
  static List<BackendProvider> backends() {
    String only = System.getProperty("hayate.test.backend", "");
    return Backends.providers().stream()
        .filter(provider -> only.isEmpty() || provider.name().equals(only))
        .filter(provider -> provider.availability().available())
        .toList();
  }

  /** A test of every row on every backend. */
  static Stream<DynamicTest> forEach(BiConsumer<Operation, BackendProvider> test) {
    return backends().stream()
        .flatMap(
            backend ->
                OPERATIONS.stream()
                    .map(
                        operation ->
                            DynamicTest.dynamicTest(
                                operation.name + " on " + backend.name(),
                                () -> test.accept(operation, backend))));
  }

  /** A row by name. */
  static Operation operation(String name) {
    return OPERATIONS.stream()
        .filter(operation -> operation.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no row is called " + name));
  }
}
