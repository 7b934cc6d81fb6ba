package dev.hayate.nn.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A graph with two inputs, two outputs, a residual sum and values that are read two and three
 * times, against central differences of the same graph written out in double.
 */
class BranchGradientTest {
  private static final int ROWS = 3;
  // As torch.autograd.gradcheck.
  private static final double EPS = 1e-6;
  private static final double ATOL = 1e-5;
  private static final double RTOL = 1e-3;

  private static Model model() {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 3);
    Graph.Value z = graph.input("z", 2);
    Graph.Value h = graph.apply("t1", tanh(), graph.apply("fc1", Linear.of(3, 4), x));
    Graph.Value g = graph.apply("t2", tanh(), graph.apply("fc2", Linear.of(4, 4), h));
    Graph.Value sum = graph.apply("sum", new Add(), h, g);
    Graph.Value all = graph.apply("all", new Concat(), sum, z, h);
    graph.output("a", graph.apply("fc3", Linear.of(10, 2), all));
    graph.output("b", graph.apply("fc4", Linear.of(4, 3), sum));
    return graph.build();
  }

  private static Elementwise tanh() {
    return new Elementwise(ActivationCatalog.named("tanh"));
  }

  private static double[] linear(Map<String, double[]> p, String name, double[] x, int out) {
    double[] y = p.getOrDefault(name + ".bias", new double[0]).clone();
    double[] weight = p.getOrDefault(name + ".weight", new double[0]);
    for (int j = 0; j < out; j++) {
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * weight[i * out + j];
      }
    }
    return y;
  }

  private static double squares(double[] y, float[] target, int row) {
    double sum = 0;
    for (int j = 0; j < y.length; j++) {
      double error = y[j] - target[row * y.length + j];
      sum += error * error;
    }
    return sum / (ROWS * y.length);
  }

  private static double loss(Map<String, double[]> p, float[][] data) {
    double loss = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] x = {data[0][3 * row], data[0][3 * row + 1], data[0][3 * row + 2]};
      double[] h = linear(p, "fc1", x, 4);
      for (int i = 0; i < 4; i++) {
        h[i] = Math.tanh(h[i]);
      }
      double[] sum = linear(p, "fc2", h, 4);
      double[] all = new double[10];
      for (int i = 0; i < 4; i++) {
        sum[i] = h[i] + Math.tanh(sum[i]);
        all[i] = sum[i];
        all[6 + i] = h[i];
      }
      all[4] = data[1][2 * row];
      all[5] = data[1][2 * row + 1];
      loss += squares(linear(p, "fc3", all, 2), data[2], row);
      loss += squares(linear(p, "fc4", sum, 3), data[3], row);
    }
    return loss;
  }

  private static float[] waves(int n, double phase) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) Math.sin(phase + 1.7 * i);
    }
    return values;
  }

  @Test
  void gradientsOfValuesThatAreReadTwiceAddUp() {
    float[][] data = {waves(9, 0), waves(6, 1), waves(6, 2), waves(9, 3)};
    Model model = model();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 3);
      Map<String, double[]> p = new HashMap<>();
      for (Parameters.Entry entry : parameters.entries()) {
        float[] floats = entry.tensor().toFloats();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = floats[i];
        }
        p.put(entry.name(), values);
      }
      try (Trainer trainer =
          model
              .trainer(parameters)
              .loss(Loss.meanSquaredError(), Loss.meanSquaredError())
              .optimizer(Sgd.of(0))
              .batch(5)
              .open()) {
        trainer.step(
            new Tensor[] {matrix(arena, data[0], 3), matrix(arena, data[1], 2)},
            new Tensor[] {matrix(arena, data[2], 2), matrix(arena, data[3], 3)});
        assertEquals(loss(p, data), trainer.loss(), 1e-5);
        for (Parameters.Entry entry : trainer.gradients().entries()) {
          float[] gradient = entry.tensor().toFloats();
          double[] values = p.getOrDefault(entry.name(), new double[0]);
          for (int i = 0; i < gradient.length; i++) {
            double kept = values[i];
            values[i] = kept + EPS;
            double above = loss(p, data);
            values[i] = kept - EPS;
            double below = loss(p, data);
            values[i] = kept;
            double expected = (above - below) / (2 * EPS);
            assertEquals(
                expected,
                gradient[i],
                ATOL + RTOL * Math.abs(expected),
                entry.name() + "[" + i + "]");
          }
        }
      }
    }
  }

  private static Tensor matrix(Arena arena, float[] values, int cols) {
    return Tensor.of(arena, dev.hayate.kernels.Shape.of(ROWS, cols), values);
  }
}
