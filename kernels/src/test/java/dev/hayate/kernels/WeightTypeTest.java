package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightTypeTest {
  private final Arena arena = Arena.ofAuto();

  private Tensor weights(int in, int out) {
    SplittableRandom random = new SplittableRandom(1);
    Tensor weights = Tensor.allocate(arena, in, out);
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < out; j++) {
        weights.set(i, j, (float) (random.nextDouble(-1, 1) * Math.pow(4, j % 5)));
      }
    }
    return weights;
  }

  @Test
  void eightBitsAreOffByHalfAStepAtMost() {
    Tensor weights = weights(331, 17);
    Tensor rounded = WeightType.I8.rounded(weights, arena);
    double worst = 0;
    double sum = 0;
    for (int j = 0; j < weights.cols(); j++) {
      float scale = WeightType.I8.scale(weights, j);
      for (int i = 0; i < weights.rows(); i++) {
        double steps = ((double) rounded.get(i, j) - weights.get(i, j)) / scale;
        worst = Math.max(worst, Math.abs(steps));
        sum += steps;
      }
    }
    // A step is a 127th of the largest: 0.5, and the rounding of the result to float32.
    assertTrue(worst <= 0.5 + 127 * 0x1p-24, "steps: " + worst);
    assertTrue(worst > 0.49);
    // The mean of 5,627 errors that are even between -0.5 and 0.5: 5 standard deviations of it.
    assertTrue(Math.abs(sum / 5627) <= 5 / Math.sqrt(12 * 5627), "mean: " + sum / 5627);
  }

  @Test
  void theLargestWeightsOfBothSignsAreKept() {
    for (float largest : new float[] {1, -1, 3.5f, -1e-20f, 1e20f}) {
      Tensor weights = Tensor.of(arena, Shape.of(5, 1), 0.3f * largest, largest, 0, -largest, 0);
      Tensor rounded = WeightType.I8.rounded(weights, arena);
      float step = Math.abs(largest) / 127;
      assertEquals(largest, rounded.get(1, 0), 0.5001f * step);
      assertEquals(-largest, rounded.get(3, 0), 0.5001f * step);
      assertEquals(0, rounded.get(4, 0));
    }
    Tensor zeros = Tensor.allocate(arena, 6, 2);
    assertEquals(0, WeightType.I8.rounded(zeros, arena).get(5, 1));
  }

  @Test
  void bfloatsAreRoundedToNearestTiesToEven() {
    float[] given = {
      1,
      1 + 0x1p-8f,
      1 + 0x3p-8f,
      1 + 0x1.02p-8f,
      -1 - 0x1p-8f,
      0,
      -0f,
      3.4e38f,
      Float.NaN,
      Float.NEGATIVE_INFINITY,
      Float.intBitsToFloat(0x7F800001),
      1e-40f
    };
    float[] expected = {
      1,
      1,
      1 + 0x1p-6f,
      1 + 0x1p-7f,
      -1,
      0,
      -0f,
      Float.POSITIVE_INFINITY,
      Float.NaN,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      Float.intBitsToFloat(0x00010000)
    };
    Tensor rounded =
        WeightType.BF16.rounded(Tensor.of(arena, Shape.of(given.length, 1), given), arena);
    for (int i = 0; i < given.length; i++) {
      assertEquals(expected[i], rounded.get(i, 0), "of " + given[i]);
    }
  }

  @Test
  void floatsStayAsTheyAre() {
    Tensor weights = weights(7, 3);
    Tensor rounded = WeightType.F32.rounded(weights, arena);
    assertEquals(-1, weights.segment().mismatch(rounded.segment()));
  }

  @Test
  void badLayersAreRefused() {
    Tensor weight = weights(3, 2);
    try (Backend backend = Backends.open("scalar", 1)) {
      Perceptrons perceptrons = backend.perceptrons();
      assertThrows(
          IllegalArgumentException.class, () -> perceptrons.pack(List.of(), WeightType.F32, arena));
      Dense layer = new Dense(weight, Epilogue.NONE);
      assertThrows(
          IllegalArgumentException.class,
          () -> perceptrons.pack(List.of(layer, layer), WeightType.F32, arena));
      Dense biased = new Dense(weight, Epilogue.bias(Tensor.allocate(arena, 3)));
      assertThrows(
          IllegalArgumentException.class,
          () -> perceptrons.pack(List.of(biased), WeightType.F32, arena));
      weight.set(1, 1, Float.NaN);
      assertThrows(
          IllegalArgumentException.class,
          () -> perceptrons.pack(List.of(layer), WeightType.I8, arena));
      Perceptron packed = perceptrons.pack(List.of(layer), WeightType.BF16, arena);
      Tensor x = Tensor.allocate(arena, 4, 3);
      Tensor y = Tensor.allocate(arena, 4, 2);
      Tensor scratch = Tensor.allocate(arena, packed.scratch(4));
      assertThrows(
          IllegalArgumentException.class,
          () -> perceptrons.bind(Tensor.allocate(arena, 4, 4), packed, scratch, y));
      assertThrows(
          IllegalArgumentException.class, () -> perceptrons.bind(x.rows(0, 3), packed, scratch, y));
      try (Backend other = Backends.open()) {
        if (!other.name().equals("scalar")) {
          Tensor enough = Tensor.allocate(arena, 4096);
          assertThrows(
              IllegalArgumentException.class, () -> other.perceptrons().bind(x, packed, enough, y));
        }
      }
    }
  }
}
