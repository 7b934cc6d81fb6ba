package dev.hayate.kernels.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Centred RMSprop where the mean square and the squared mean differ by little: the variance may
 * have no right digit with respect to what came before, but is that of the means that are stored,
 * and those are nearly as good as if they had been computed in double.
 */
@Tag("registry")
class CentredRmsPropTest {
  private static final int SIZE = 4099;
  private static final double U = 0x1p-24;
  private static final double ALPHA = 0.99;
  private static final double EPSILON = 1e-3;
  private static final double RATE = 0.01;

  private static float[] means(Random random) {
    float[] means = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double size = Math.scalb(1 + random.nextDouble(), random.nextInt(12) - 9);
      means[i] = (float) (random.nextBoolean() ? size : -size);
    }
    return means;
  }

  /** Squares that are larger than those of the means by a share of 2^-26 to 1, or as much less. */
  private static float[] squares(Random random, float[] means) {
    float[] squares = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double share = Math.scalb(random.nextDouble(-0.25, 1), -random.nextInt(26));
      squares[i] = (float) ((double) means[i] * means[i] * (1 + share));
    }
    return squares;
  }

  /** Gradients that are near the mean, or far from it. */
  private static float[] gradients(Random random, float[] means) {
    float[] gradients = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double share = Math.scalb(random.nextGaussian(), -random.nextInt(24));
      gradients[i] = (float) (means[i] * (1 + share));
    }
    return gradients;
  }

  private static Stream<BackendProvider> backends() {
    return Backends.providers().stream().filter(provider -> provider.availability().available());
  }

  @ParameterizedTest
  @MethodSource("backends")
  void varianceIsThatOfWhatIsStored(BackendProvider provider) {
    Random random = new Random(20);
    float[] means = means(random);
    float[] squares = squares(random, means);
    float[] gradients = gradients(random, means);
    try (Backend backend = provider.open(1);
        Arena arena = Arena.ofConfined()) {
      Tensor w = Tensor.allocate(arena, 1, SIZE);
      Tensor g = Tensor.of(arena, w.shape(), gradients);
      Tensor square = Tensor.of(arena, w.shape(), squares);
      Tensor mean = Tensor.of(arena, w.shape(), means);
      RmsPropRule rule = new RmsPropRule(ALPHA, EPSILON, 0, 0, true);
      backend.updates().step(Stretch.of(rule, w, g, square, mean).at(RATE, 1));
      float[] moved = w.toFloats();
      float[] newSquares = square.toFloats();
      float[] newMeans = mean.toFloats();
      int small = 0;
      for (int i = 0; i < SIZE; i++) {
        double d = gradients[i];
        double exactSquare = ALPHA * squares[i] + (1 - ALPHA) * d * d;
        double exactMean = ALPHA * means[i] + (1 - ALPHA) * d;
        // One rounding of the result; of the new part 1 - alpha, one or two products and a sum.
        near(exactSquare, newSquares[i], U * exactSquare + 4 * U * (1 - ALPHA) * d * d);
        near(exactMean, newMeans[i], U * Math.abs(exactMean) + 3 * U * (1 - ALPHA) * Math.abs(d));
        double variance = Math.max((double) newSquares[i] - (double) newMeans[i] * newMeans[i], 0);
        small += variance < 0x1p-20 * newSquares[i] ? 1 : 0;
        if (!provider.name().equals("scalar")) {
          // The difference rounds, whose root has half of that; the root, epsilon, the sum, the
          // rate, the product and the quotient.
          double move = RATE * d / (Math.sqrt(variance) + EPSILON);
          near(-move, moved[i], 7 * U * Math.abs(move));
        }
      }
      assertTrue(small > SIZE / 20, "too few small variances: " + small);
      assertEquals(0, broken(moved), "a weight that is not a number");
    }
  }

  private static int broken(float[] values) {
    int count = 0;
    for (float value : values) {
      count += Float.isFinite(value) ? 0 : 1;
    }
    return count;
  }

  /** A little more than the bound: it leaves out products of roundings. */
  private static void near(double expected, double found, double bound) {
    assertEquals(expected, found, bound * (1 + 0x1p-18));
  }
}
