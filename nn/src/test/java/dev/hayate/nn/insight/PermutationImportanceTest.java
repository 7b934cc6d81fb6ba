package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.insight.PermutationImportance.Importance;
import dev.hayate.nn.insight.PermutationImportance.Source;
import dev.hayate.nn.metric.Regression;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermutationImportanceTest {
  @Test
  void whatTheModelReadsCountsAndWhatItDoesNotDoesNot() {
    Model model = Model.sequential(4).linear(1).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = Parameters.allocate(model, arena);
      parameters.tensor("0.weight").copyFrom(new float[] {2, 0, 1, 1});
      Tensor rows = RandomInputs.of(model, 2000, 1, arena).getFirst();
      float[] before = rows.toFloats();
      Tensor truth = Tensor.allocate(arena, 2000, 1);
      for (int row = 0; row < 2000; row++) {
        truth.set(row, 0, 2 * rows.get(row, 0) + rows.get(row, 2) + rows.get(row, 3));
      }
      List<Source> sources =
          List.of(
              new Source("a", List.of(0)),
              new Source("b", List.of(1)),
              new Source("c", List.of(2, 3)));
      List<Importance> found =
          PermutationImportance.of(
              parameters, rows, sources, y -> Regression.of(y, truth).r2(), 4, 9, "");
      // Mixing up w x of variance w^2 out of 4 + 1 + 1 costs R2 twice that share of the variance;
      // the mean of 2,000 products of normal numbers is within 5 / sqrt(2000) of it.
      assertEquals(2 * 4 / 6.0, found.get(0).drop(), 0.12);
      assertEquals(0, found.get(1).drop());
      assertEquals(0, found.get(1).deviation());
      assertEquals(2 * 2 / 6.0, found.get(2).drop(), 0.12);
      assertTrue(found.get(0).deviation() > 0);
      org.junit.jupiter.api.Assertions.assertArrayEquals(before, rows.toFloats());
      assertEquals(
          found,
          PermutationImportance.of(
              parameters, rows, sources, y -> Regression.of(y, truth).r2(), 4, 9, ""));
      assertEquals(
          List.of(new Source("x", List.of(0)), new Source("y", List.of(1))),
          PermutationImportance.eachColumn(List.of("x", "y")));
    }
  }
}
