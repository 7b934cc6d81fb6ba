package dev.hayate.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** First values: their spread by the formulas of PyTorch, and that a seed repeats them. */
class InitializationTest {
  private static final int IN = 300;
  private static final int OUT = 200;
  private static final Model MODEL = Model.sequential(IN).linear(OUT).build();

  private static void check(Initialization initialization, double deviation, double most) {
    try (Arena arena = Arena.ofConfined()) {
      Parameters parameters = MODEL.initialize(arena, 7, initialization);
      float[] weight = parameters.tensor("0.weight").toFloats();
      double sum = 0;
      double squares = 0;
      for (float value : weight) {
        sum += value;
        squares += (double) value * value;
        assertTrue(Math.abs(value) <= most, value + " is beyond " + most);
      }
      // Five standard errors of a mean of 60,000 values, and of their mean square.
      assertEquals(0, sum / weight.length, 5 * deviation / Math.sqrt(weight.length));
      assertEquals(
          1, squares / weight.length / (deviation * deviation), 5 * Math.sqrt(2.0 / weight.length));
      assertArrayEquals(new float[OUT], parameters.tensor("0.bias").toFloats());
      float[] again = MODEL.initialize(arena, 7, initialization).tensor("0.weight").toFloats();
      assertArrayEquals(weight, again);
    }
  }

  @Test
  void xavier() {
    double bound = Math.sqrt(6.0 / (IN + OUT));
    check(Initialization.xavierUniform(1), bound / Math.sqrt(3), bound);
    check(Initialization.xavierNormal(2), 2 * Math.sqrt(2.0 / (IN + OUT)), 1);
  }

  @Test
  void kaiming() {
    double bound = Math.sqrt(6.0 / IN);
    check(Initialization.kaimingUniform(Gain.RELU), bound / Math.sqrt(3), bound + 1e-7);
    check(Initialization.kaimingNormal(Gain.RELU), Math.sqrt(2.0 / IN), 1);
  }

  @Test
  void orthogonal() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor weight = MODEL.initialize(arena, 1, Initialization.orthogonal(3)).tensor("0.weight");
      for (int a = 0; a < OUT; a++) {
        for (int b = 0; b <= a; b++) {
          double dot = 0;
          for (int i = 0; i < IN; i++) {
            dot += (double) weight.get(i, a) * weight.get(i, b);
          }
          // Each of 300 products of elements below 3 is rounded to 2^-24 of itself.
          assertEquals(a == b ? 9 : 0, dot, 9 * 0x1p-23);
        }
      }
    }
  }
}
