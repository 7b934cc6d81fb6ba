package dev.hayate.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand. */
class MetricTest {
  @Test
  void confusionsAreCountedByTruthAndPrediction() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor scores =
          Tensor.of(
              arena,
              Shape.of(5, 3),
              new float[] {
                9, 0, 0, // 0 as 0
                0, 1, 2, // 0 as 2
                1, 1, 0, // 1 as 0: of equal scores the first
                -3, -1, -2, // 1 as 1
                0, 0, 1e9f // 2 as 2
              });
      Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(5, 1));
      int[] truth = {0, 0, 1, 1, 2};
      for (int i = 0; i < truth.length; i++) {
        classes.setInt(i, 0, truth[i]);
      }
      ConfusionMatrix matrix = new ConfusionMatrix(scores, classes);
      int[][] expected = {{1, 0, 1}, {1, 1, 0}, {0, 0, 1}};
      assertEquals(3, matrix.classes());
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          assertEquals(expected[i][j], matrix.count(i, j), i + " as " + j);
        }
      }
      assertEquals(0.6, matrix.accuracy());
      Tensor none = Tensor.allocate(arena, DType.I32, Shape.of(0, 1));
      assertTrue(Double.isNaN(new ConfusionMatrix(Tensor.allocate(arena, 0, 3), none).accuracy()));
    }
  }

  private static Regression regression(Arena arena, float[] predicted, float[] truth) {
    return Regression.of(
        Tensor.of(arena, Shape.of(predicted.length, 1), predicted),
        Tensor.of(arena, Shape.of(truth.length, 1), truth));
  }

  @Test
  void errorsOfFourValues() {
    try (Arena arena = Arena.ofConfined()) {
      // Errors 1, -1, 0, 2; the truth's mean is 4, its spread 9 + 1 + 1 + 9 = 20.
      Regression r = regression(arena, new float[] {0, 4, 5, 5}, new float[] {1, 3, 5, 7});
      assertEquals(1, r.mae());
      assertEquals(Math.sqrt(1.5), r.rmse());
      assertEquals(1 - 6.0 / 20, r.r2());
      // The mean, always: R2 is 0; the truth: R2 is 1.
      assertEquals(0, regression(arena, new float[] {4, 4, 4, 4}, new float[] {1, 3, 5, 7}).r2());
      assertEquals(
          new Regression(0, 0, 1),
          regression(arena, new float[] {1, 3, 5, 7}, new float[] {1, 3, 5, 7}));
      Regression none = regression(arena, new float[0], new float[0]);
      assertTrue(Double.isNaN(none.mae()) && Double.isNaN(none.rmse()) && Double.isNaN(none.r2()));
    }
  }
}
