package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hayate.nn.Model;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A small model's answers to single samples, from the first calls, on plain loops, until code of
 * its own has taken over, which takes some ten thousand.
 */
class SmallModelTest {
  private static final int CALLS = 30_000;
  private static final int THREADS = 2;

  @Test
  void neverChangesAnAnswer() throws Exception {
    Model model = Model.sequential(9).linear(40).relu().linear(18).tanh().linear(3).build();
    try (Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Predictor predictor = model.predictor(model.initialize(arena, 5)).open()) {
      List<Future<Integer>> changes = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        float[] input = input(thread);
        changes.add(
            threads.submit(
                () -> {
                  try (Predictor sibling = predictor.sibling()) {
                    return changes(sibling, input);
                  }
                }));
      }
      for (Future<Integer> each : changes) {
        assertEquals(0, each.get(2, TimeUnit.MINUTES), "calls with another answer than the first");
      }
      float[] output = new float[3];
      Predictor closed = predictor.sibling();
      closed.predict(input(0), output);
      closed.close();
      assertThrows(IllegalStateException.class, () -> closed.predict(input(0), output));
      predictor.predict(input(0), output);
    }
  }

  private static float[] input(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] input = new float[9];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextDouble(-1, 1);
    }
    return input;
  }

  private static int changes(Predictor predictor, float[] input) {
    float[] first = new float[3];
    predictor.predict(input, first);
    float[] output = new float[3];
    int changes = 0;
    for (int i = 0; i < CALLS; i++) {
      predictor.predict(input, output);
      for (int j = 0; j < output.length; j++) {
        if (Float.floatToRawIntBits(output[j]) != Float.floatToRawIntBits(first[j])) {
          changes++;
        }
      }
    }
    return changes;
  }
}
