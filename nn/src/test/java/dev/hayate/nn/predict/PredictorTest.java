package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Linear;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final int LARGEST = 5;

  /** {@code y = x W + b} in double, rounded once. */
  private static float[] expected(Parameters parameters, float[] x) {
    int n = x.length / 3;
    float[] y = new float[2 * n];
    for (int row = 0; row < n; row++) {
      for (int j = 0; j < 2; j++) {
        double sum = parameters.tensor("0.bias").get(0, j);
        for (int i = 0; i < 3; i++) {
          sum += (double) x[3 * row + i] * parameters.tensor("0.weight").get(i, j);
        }
        y[2 * row + j] = (float) sum;
      }
    }
    return y;
  }

  private static float[] samples(int n) {
    float[] x = new float[3 * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = i / 4f - 1;
    }
    return x;
  }

  @Test
  void samplesMayLieAnywhere() {
    Model model = Model.sequential(200).linear(30).relu().linear(7).build();
    int batch = 50;
    float[] x = new float[200 * batch];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 11 / 4f - 1;
    }
    float[] expected = new float[7 * batch];
    float[] found = new float[7 * batch];
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      try (Predictor predictor = model.predictor(parameters).batch(batch).open()) {
        predictor.predict(x, expected);
        predictor.predict(MemorySegment.ofArray(x), MemorySegment.ofArray(found));
        assertArrayEquals(expected, found);
        for (int skip : new int[] {0, 4, 3}) {
          MemorySegment samples = arena.allocate(4L * x.length + skip).asSlice(skip);
          samples.copyFrom(MemorySegment.ofArray(x));
          MemorySegment results = samples.asSlice(0, 4L * found.length);
          predictor.predict(samples.asReadOnly(), results);
          MemorySegment.ofArray(found).copyFrom(results);
          assertArrayEquals(expected, found, "results in place of samples " + skip + " bytes in");
        }
      }
    }
  }

  @Test
  void samplesOfAnArenaThatWasClosed() {
    Model model = Model.sequential(200).linear(7).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      try (Predictor predictor = model.predictor(parameters).batch(50).open()) {
        MemorySegment results = arena.allocate(4 * 7 * 50);
        MemorySegment samples;
        try (Arena brief = Arena.ofShared()) {
          samples = brief.allocate(4 * 200 * 50);
          predictor.predict(samples, results);
        }
        MemorySegment closed = samples;
        assertThrows(IllegalStateException.class, () -> predictor.predict(closed, results));
        predictor.predict(arena.allocate(4 * 200 * 50), results);
      }
    }
  }

  @Test
  void everyBatchFromNoneToTheLargest() {
    Model model = Model.sequential(3).linear(2).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      try (Predictor predictor = model.predictor(parameters).batch(LARGEST).open()) {
        assertEquals(LARGEST, predictor.largestBatch());
        for (int n = 0; n <= LARGEST; n++) {
          float[] x = samples(n);
          float[] expected = expected(parameters, x);
          float[] y = new float[2 * n];
          predictor.predict(x, y);
          // Three products and four sums of values below 4: 8 roundings of half an ulp of 4.
          assertArrayEquals(expected, y, 8 * Math.ulp(4f) / 2);
          float[] segment = new float[2 * n];
          predictor.predict(MemorySegment.ofArray(x), MemorySegment.ofArray(segment));
          assertArrayEquals(y, segment);
          Tensor out = Tensor.allocate(arena, n, 2);
          predictor.predict(Tensor.of(arena, Shape.of(n, 3), x), out);
          assertArrayEquals(y, out.toFloats());
        }
      }
    }
  }

  @Test
  void wrongSizesAreRefusedBeforeAnythingIsWritten() {
    Model model = Model.sequential(3).linear(2).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      assertThrows(
          IllegalArgumentException.class, () -> model.predictor(parameters).batch(-1).open());
      Predictor predictor = model.predictor(parameters).batch(LARGEST).open();
      int[][] sizes = {{3 * LARGEST + 3, 2 * LARGEST + 2}, {4, 2}, {3, 1}, {3, 3}, {0, 2}, {3, 0}};
      for (int[] size : sizes) {
        float[] output = new float[size[1]];
        Arrays.fill(output, 7);
        IllegalArgumentException e =
            assertThrows(
                IllegalArgumentException.class,
                () -> predictor.predict(new float[size[0]], output));
        assertTrue(String.valueOf(e.getMessage()).startsWith("predict: "), e::getMessage);
        for (float value : output) {
          assertEquals(7, value);
        }
      }
      MemorySegment odd = arena.allocate(13);
      MemorySegment room = arena.allocate(8);
      assertThrows(IllegalArgumentException.class, () -> predictor.predict(odd, room));
      predictor.close();
      predictor.close();
      assertThrows(
          IllegalStateException.class, () -> predictor.predict(new float[3], new float[2]));
    }
  }

  @Test
  void inputAndOutputMayBeTheSameMemory() {
    Model model = Model.sequential(2).linear(2).tanh().build();
    try (Arena arena = Arena.ofShared();
        Predictor predictor = model.predictor(model.initialize(arena, 1)).batch(3).open()) {
      float[] x = {1, 2, -3, 4, 5, -6};
      float[] y = new float[6];
      predictor.predict(x, y);
      float[] both = x.clone();
      predictor.predict(both, both);
      assertArrayEquals(y, both);
    }
  }

  @Test
  void laterChangesOfTheParametersAreNotSeen() {
    Model model = Model.sequential(3).linear(2).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      float[] x = samples(2);
      float[] before = new float[4];
      float[] after = new float[4];
      try (Predictor first = model.predictor(parameters).batch(2).open();
          Predictor second = model.predictor(parameters).batch(2).open()) {
        first.predict(x, before);
        second.predict(samples(1), new float[2]);
        first.predict(x, after);
        assertArrayEquals(before, after);
      }
    }
  }

  /** One thread takes a few rows through all layers, several share each layer's product. */
  @Test
  void threadsChangeNoBitOfABatch() {
    Model model = Model.sequential(300).linear(200).relu().linear(70).tanh().linear(3).build();
    int most = 64; // two million multiply-adds in the first layer: worth sharing
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      try (Predictor one = model.predictor(parameters).batch(most).threads(1).open();
          Predictor two = model.predictor(parameters).batch(most).threads(2).open()) {
        for (int n : new int[] {2, 3, 5, 6, 7, 8, 9, most}) {
          float[] x = new float[300 * n];
          for (int i = 0; i < x.length; i++) {
            x[i] = (i * 7919 % 2001 - 1000) / 1000f;
          }
          float[] expected = new float[3 * n];
          float[] found = new float[3 * n];
          one.predict(x, expected);
          two.predict(x, found);
          assertArrayEquals(expected, found);
        }
      }
    }
  }

  @Test
  void severalInputsAndOutputs() {
    Graph graph = Model.graph();
    Graph.Value a = graph.input("a", 2);
    Graph.Value b = graph.input("b", 2);
    graph.output("left", graph.apply("l", Linear.of(2, 1), a));
    graph.output("right", graph.apply("r", Linear.of(2, 3), b));
    Model model = graph.build();
    try (Arena arena = Arena.ofShared();
        Predictor predictor = model.predictor(model.initialize(arena, 2)).batch(4).open()) {
      Tensor[] inputs = {Tensor.allocate(arena, 4, 2), Tensor.allocate(arena, 4, 2)};
      Tensor[] outputs = {Tensor.allocate(arena, 4, 1), Tensor.allocate(arena, 4, 3)};
      predictor.predict(inputs, outputs);
      Parameters parameters = model.initialize(arena, 2);
      for (int row = 0; row < 4; row++) {
        assertEquals(parameters.tensor("l.bias").get(0, 0), outputs[0].get(row, 0));
        assertEquals(parameters.tensor("r.bias").get(0, 2), outputs[1].get(row, 2));
      }
      assertThrows(
          IllegalArgumentException.class, () -> predictor.predict(new float[8], new float[4]));
      assertThrows(
          IllegalArgumentException.class,
          () -> predictor.predict(inputs, new Tensor[] {outputs[0]}));
    }
  }
}
