package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.predict.Predictor;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributionTest {
  /** Of a linear model everything is known: gradients are weights, shares weights times inputs. */
  @Test
  void aLinearModelIsExplainedByItsWeights() {
    Model model = Model.sequential(3).linear(2).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = Parameters.allocate(model, arena);
      parameters.tensor("0.weight").copyFrom(new float[] {1, 2, -3, 4, 5, -6});
      parameters.tensor("0.bias").copyFrom(new float[] {100, 0});
      Tensor rows = Tensor.of(arena, Shape.of(2, 3), 1, 2, 3, 0, -1, 100);
      Tensor baseline = Tensor.of(arena, Shape.of(3), 1, 1, 1);
      try (Attribution attribution = new Attribution(parameters, "")) {
        Attribution.Shares saliency = attribution.saliency(rows, 1, arena);
        assertArrayEquals(new float[] {2, 4, -6, 2, 4, -6}, saliency.values().toFloats());
        Attribution.Shares shares =
            attribution.integrated(rows, baseline, Attribution.LARGEST, 7, arena);
        assertEquals(List.of(0, 0), shares.outputs());
        assertArrayEquals(new float[] {0, -3, 10, -1, 6, 495}, shares.values().toFloats(), 1e-4f);
        assertEquals(0, shares.gaps().get(0), 1e-4);
      }
    }
  }

  /** Shares add up to the answer, the better the more steps there are. */
  @Test
  void sharesAddUpToTheAnswer() {
    Model model = Model.sequential(6).linear(20).tanh().linear(20).tanh().linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 5);
      Tensor rows = RandomInputs.of(model, 70, 3, arena).getFirst();
      Tensor zero = Tensor.allocate(arena, 6);
      float[] answers = new float[70 * 3];
      float[] nothing = new float[3];
      try (Predictor predictor = model.predictor(parameters).batch(70).open()) {
        predictor.predict(rows.toFloats(), answers);
        predictor.predict(new float[6], nothing);
      }
      try (Attribution attribution = new Attribution(parameters, "")) {
        double coarse = 0;
        double fine = 0;
        Attribution.Shares few = attribution.integrated(rows, zero, 2, 2, arena);
        Attribution.Shares many = attribution.integrated(rows, zero, 2, 130, arena);
        for (int row = 0; row < 70; row++) {
          double sum = 0;
          for (int i = 0; i < 6; i++) {
            sum += many.values().get(row, i);
          }
          double expected = answers[row * 3 + 2] - nothing[2];
          // Float32 sums of a few terms of about 1, and the rule's error, which the gap tells.
          assertEquals(expected, sum - many.gaps().get(row), 1e-5);
          coarse += Math.abs(few.gaps().get(row));
          fine += Math.abs(many.gaps().get(row));
        }
        assertTrue(fine < coarse / 10, fine + " and " + coarse);
      }
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    Model model = Model.sequential(3).linear(2).build();
    try (Arena arena = Arena.ofShared();
        Attribution attribution = new Attribution(model.initialize(arena, 1), "")) {
      Tensor rows = Tensor.allocate(arena, 2, 3);
      Tensor wrong = Tensor.allocate(arena, 2, 4);
      assertThrows(IllegalArgumentException.class, () -> attribution.saliency(rows, 2, arena));
      assertThrows(IllegalArgumentException.class, () -> attribution.saliency(wrong, 0, arena));
      assertThrows(
          IllegalArgumentException.class, () -> attribution.integrated(rows, wrong, 0, 5, arena));
    }
  }
}
