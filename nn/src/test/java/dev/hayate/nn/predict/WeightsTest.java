package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Linear;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models whose weights are kept in fewer bits, and chains of layers that run as one. */
class WeightsTest {
  private static final int LARGEST = 20;

  /** Sums of up to 70 products of values around 1, in another order. */
  private static final float ROUNDING = 70 * 0x1p-22f;

  private final Arena arena = Arena.ofAuto();

  private static float[] samples(int n, int size) {
    float[] x = new float[n * size];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 13 / 6f - 1;
    }
    return x;
  }

  /** The same model with its weights rounded beforehand, by the scalar backend. */
  private float[] expected(Model model, Parameters parameters, WeightType type, float[] x, int n) {
    Parameters rounded = parameters.copy(arena);
    for (Parameters.Entry entry : rounded.entries()) {
      if (entry.name().endsWith(".weight")) {
        entry.tensor().copyFrom(type.rounded(entry.tensor(), arena).toFloats());
      }
    }
    float[] y = new float[(int) (n * model.outputShape(0).size())];
    try (Predictor predictor = model.predictor(rounded).backend("scalar").batch(LARGEST).open()) {
      predictor.predict(x, y);
    }
    return y;
  }

  private void check(Model model, WeightType type) {
    Parameters parameters = model.initialize(arena, 3);
    int in = (int) model.inputShape(0).size();
    int out = (int) model.outputShape(0).size();
    for (int largest : new int[] {1, LARGEST}) {
      try (Predictor predictor = model.predictor(parameters).batch(largest).weights(type).open()) {
        for (int n = 0; n <= largest; n++) {
          float[] x = samples(n, in);
          float[] y = new float[n * out];
          predictor.predict(x, y);
          assertArrayEquals(expected(model, parameters, type, x, n), y, ROUNDING, "samples " + n);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyBatch(WeightType type) {
    check(Model.sequential(7).linear(70).relu().linear(33).tanh().linear(5).build(), type);
  }

  /** A chain must end where somebody else reads what is in between. */
  @ParameterizedTest
  @EnumSource
  void chainsInAGraph(WeightType type) {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 9);
    Graph.Value a = graph.apply("a", Linear.of(9, 12), x);
    Graph.Value f = graph.apply("f", new Elementwise(new Relu()), a);
    Graph.Value b = graph.apply("b", Linear.of(12, 12), f);
    Graph.Value g = graph.apply("g", new Elementwise(new Tanh()), b);
    Graph.Value sum = graph.apply("sum", new Add(), f, g);
    Graph.Value c = graph.apply("c", Linear.of(12, 6, false), sum);
    graph.output("y", graph.apply("d", Linear.of(6, 3), c));
    check(graph.build(), type);
  }

  /** The last dimension of a sample of two: several rows for each sample. */
  @ParameterizedTest
  @EnumSource
  void samplesOfSeveralRows(WeightType type) {
    check(Model.sequential(4, 5).linear(8).relu().linear(2).build(), type);
  }

  @Test
  void weightsThatCannotBeScaledAreRefused() {
    Model model = Model.sequential(2).linear(2).build();
    Parameters parameters = model.initialize(arena, 1);
    parameters.tensor("0.weight").set(1, 1, Float.POSITIVE_INFINITY);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> model.predictor(parameters).weights(WeightType.I8).open());
    assertEquals("pack: weight [1, 1] is Infinity: expected a finite number", e.getMessage());
  }
}
