package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Sgd;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An update follows the mean gradient of the batches it waited for, of which first the elements are
 * clipped and then the norm, whatever of this is done in passes of its own.
 */
class ClippingTest {
  private static final int BATCHES = 3;
  private static final int ROWS = 8;
  private static final double U = 0x1p-24;

  private static Tensor random(Arena arena, Random random, int cols) {
    Tensor tensor = Tensor.allocate(arena, ROWS, cols);
    float[] values = new float[ROWS * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    tensor.copyFrom(values);
    return tensor;
  }

  @ParameterizedTest
  @CsvSource({
    "1, Infinity, Infinity",
    "3, Infinity, Infinity",
    "1, 0.05, Infinity",
    "3, 0.05, Infinity",
    "1, Infinity, 0.2",
    "3, Infinity, 0.2",
    "3, 0.05, 0.2",
    "3, 0.05, 1e6"
  })
  void followsTheClippedMean(int accumulate, double largest, double norm) {
    Model model = Model.sequential(5).linear(7).tanh().linear(3).build();
    try (Arena arena = Arena.ofConfined()) {
      Random random = new Random(4);
      Parameters parameters = model.initialize(arena, 1);
      Tensor[] inputs = new Tensor[BATCHES];
      Tensor[] targets = new Tensor[BATCHES];
      for (int i = 0; i < BATCHES; i++) {
        inputs[i] = random(arena, random, 5);
        targets[i] = random(arena, random, 3);
      }
      double[] expected = new double[parameters.flat().cols()];
      double[] sizes = new double[expected.length];
      // A rate of 0 leaves the parameters, and the gradients to be read.
      try (Trainer trainer = builder(model, parameters).optimizer(Sgd.of(0)).open()) {
        for (int i = 0; i < accumulate; i++) {
          trainer.step(inputs[i], targets[i]);
          float[] gradients = trainer.gradients().flat().toFloats();
          for (int j = 0; j < expected.length; j++) {
            expected[j] += (double) gradients[j] / accumulate;
            sizes[j] += Math.abs((double) gradients[j]) / accumulate;
          }
        }
      }
      double squares = 0;
      int clipped = 0;
      for (int j = 0; j < expected.length; j++) {
        clipped += Math.abs(expected[j]) > largest ? 1 : 0;
        expected[j] = Math.clamp(expected[j], -largest, largest);
        squares += expected[j] * expected[j];
      }
      assertTrue(Double.isInfinite(largest) || clipped > 5, "nothing is clipped");
      double factor = Math.min(1, norm / (Math.sqrt(squares) + 1e-6));
      assertTrue(norm > 1 || factor < 0.9, "the norm is not clipped");
      float[] before = parameters.flat().toFloats();
      try (Trainer trainer =
          builder(model, parameters)
              .optimizer(Sgd.of(1))
              .accumulate(accumulate)
              .clipValue(largest)
              .clipNorm(norm)
              .open()) {
        for (int i = 0; i < accumulate; i++) {
          trainer.step(inputs[i], targets[i]);
        }
      }
      float[] after = parameters.flat().toFloats();
      for (int j = 0; j < expected.length; j++) {
        double move = factor * expected[j];
        // The sum of three rounds twice. The norm adds up 66 squares, each rounded, and its root
        // halves their error; the limit, the factor and their products round. The weight is last.
        double bound = U * (2 * factor * sizes[j] + (33 + 7) * Math.abs(move));
        bound += U * Math.max(Math.abs(before[j]), Math.abs(after[j]));
        assertEquals(before[j] - move, after[j], bound);
      }
    }
  }

  private static TrainerBuilder builder(Model model, Parameters parameters) {
    return model.trainer(parameters).loss(Loss.meanSquaredError()).batch(ROWS);
  }
}
