package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.gamma;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Relu;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Chains of dense layers, with weights of every type.
 *
 * <p>The reference multiplies by the weights as they are once they were kept in fewer bits. A sum
 * of k products and a bias meets k + 1 roundings at most in any order. Beside them a weight is
 * rounded once when it is widened, a sum once when it is scaled, and the scale itself once: {@code
 * |error| <= gamma(k + 4) (sum |x w| + |bias|)}. A second layer adds what its weights make of the
 * first one's errors, which no activation here makes larger.
 */
final class PerceptronRows {
  private static final Values ORDINARY = Values.uniform(-1, 1);
  private static final Values WIDE = Values.magnitudes(-12, 12);

  /** Of inputs: weights are finite. */
  private static final Values EXTREME =
      Values.sprinkled(
          ORDINARY, 60, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f, -0f);

  private PerceptronRows() {}

  static List<Operation> rows() {
    List<Operation> rows = new ArrayList<>();
    for (WeightType type : WeightType.values()) {
      for (ActivationRows.Row finish : ActivationRows.ACTIVATIONS) {
        if (finish.steepest() <= 1) {
          rows.add(one(type, finish));
        }
      }
      rows.add(two(type));
    }
    return rows;
  }

  /** One layer with a bias. */
  private static Operation one(WeightType type, ActivationRows.Row finish) {
    return Operation.named("perceptron " + type + " " + finish.activation().name(), "mnk")
        .in("x", "mk", ORDINARY, WIDE, EXTREME)
        .strided()
        .in("weight", "kn", ORDINARY, WIDE)
        .strided()
        .in("bias", "1n", ORDINARY, WIDE)
        .out("y", "mn")
        .strided()
        .prepares(
            (backend, t, arena) -> {
              Epilogue epilogue = Epilogue.bias(t[2], finish.activation());
              return call(backend, type, List.of(new Dense(t[1], epilogue)), t[0], t[3], arena);
            })
        .gives(
            (dims, before, after) -> {
              Layer layer = new Layer(type, before[1], dims[2], dims[1]);
              for (int i = 0; i < dims[0]; i++) {
                for (int j = 0; j < dims[1]; j++) {
                  double[] none = new double[dims[2]];
                  double[] sum = layer.sum(before[0], i * dims[2], none, j, before[2][j]);
                  ProductRows.finish(finish, sum[0], sum[1], after[3], i * dims[1] + j);
                }
              }
            });
  }

  /** Two layers with ReLU between them; the inputs are of ordinary size, so that errors stay so. */
  private static Operation two(WeightType type) {
    return Operation.named("perceptron " + type + " of two layers", "mnk")
        .in("x", "mk", ORDINARY)
        .strided()
        .in("weight 0", "kn", ORDINARY)
        .strided()
        .in("bias 0", "1n", ORDINARY)
        .in("weight 1", "nm", ORDINARY)
        .strided()
        .out("y", "mm")
        .strided()
        .prepares(
            (backend, t, arena) -> {
              Dense first = new Dense(t[1], Epilogue.bias(t[2], new Relu()));
              Dense second = new Dense(t[3], Epilogue.NONE);
              return call(backend, type, List.of(first, second), t[0], t[4], arena);
            })
        .gives(
            (dims, before, after) -> {
              int m = dims[0];
              int n = dims[1];
              Layer first = new Layer(type, before[1], dims[2], n);
              Layer second = new Layer(type, before[3], n, m);
              for (int i = 0; i < m; i++) {
                double[] hidden = new double[n];
                double[] errors = new double[n];
                for (int j = 0; j < n; j++) {
                  double[] none = new double[dims[2]];
                  double[] sum = first.sum(before[0], i * dims[2], none, j, before[2][j]);
                  hidden[j] = Math.max(sum[0], 0);
                  errors[j] = sum[1];
                }
                for (int j = 0; j < m; j++) {
                  double[] sum = second.sum(hidden, 0, errors, j, 0);
                  after[4].within(i * m + j, sum[0], sum[1]);
                }
              }
            });
  }

  private static Runnable call(
      Backend backend, WeightType type, List<Dense> layers, Tensor x, Tensor y, Arena arena) {
    Perceptron perceptron = backend.perceptrons().pack(layers, type, arena);
    Tensor scratch = Tensor.allocate(arena, perceptron.scratch(x.rows()));
    scratch.segment().fill((byte) 0xFF);
    return backend.perceptrons().bind(x, perceptron, scratch, y);
  }

  /** A layer's weights as they are used. */
  private static final class Layer {
    private final double[] weights;
    private final int in;
    private final int out;

    Layer(WeightType type, double[] weights, int in, int out) {
      this.weights = used(type, weights, in, out);
      this.in = in;
      this.out = out;
    }

    private static double[] used(WeightType type, double[] weights, int in, int out) {
      double[] used = new double[weights.length];
      float[] scratch = new float[type.perWord()];
      try (Arena arena = Arena.ofConfined()) {
        Tensor tensor = Tensor.allocate(arena, DType.F32, Shape.of(in, out));
        for (int i = 0; i < weights.length; i++) {
          tensor.set(i / out, i % out, (float) weights[i]);
        }
        for (int column = 0; column < out; column++) {
          float scale = type.scale(tensor, column);
          for (int row = 0; row < in; row++) {
            int word = type.word(tensor, column, row / type.perWord(), scale, scratch);
            used[row * out + column] = type.weight(word, row % type.perWord(), scale);
          }
        }
      }
      return used;
    }

    /** An element before the activation, and its bound, from inputs that have bounds. */
    double[] sum(double[] x, int from, double[] errors, int column, double bias) {
      double sum = bias;
      double size = Math.abs(bias);
      double carried = 0;
      for (int p = 0; p < in; p++) {
        double weight = weights[p * out + column];
        sum += x[from + p] * weight;
        size += (Math.abs(x[from + p]) + errors[p]) * Math.abs(weight);
        carried += errors[p] * Math.abs(weight);
      }
      return new double[] {sum, gamma(in + 4) * size + carried + (in + 2) * TINY};
    }
  }
}
