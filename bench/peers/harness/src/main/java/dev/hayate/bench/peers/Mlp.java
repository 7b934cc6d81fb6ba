package dev.hayate.bench.peers;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A multilayer perceptron with ReLU between its layers, its weights, and inputs for it: the same
 * numbers for every peer, from fixed seeds. Not to be changed by anybody.
 */
public final class Mlp {
  private final int[] sizes;
  private final float[][] weights;
  private final float[][] biases;

  private Mlp(int[] sizes) {
    this.sizes = sizes;
    this.weights = new float[sizes.length - 1][];
    this.biases = new float[sizes.length - 1][];
    SplittableRandom random = new SplittableRandom(1);
    for (int layer = 0; layer < weights.length; layer++) {
      double bound = Math.sqrt(3.0 / sizes[layer]);
      weights[layer] = uniform(random, sizes[layer] * sizes[layer + 1], bound);
      biases[layer] = uniform(random, sizes[layer + 1], 0.1);
    }
  }

  /** From the sizes of the layers, the input's first, as in {@code 784-256-128-10}. */
  public static Mlp of(String sizes) {
    return new Mlp(Arrays.stream(sizes.split("-", -1)).mapToInt(Integer::parseInt).toArray());
  }

  private static float[] uniform(SplittableRandom random, int count, double bound) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }

  /** The number of linear layers. */
  public int layers() {
    return weights.length;
  }

  /** The inputs of a layer. */
  public int in(int layer) {
    return sizes[layer];
  }

  /** The outputs of a layer. */
  public int out(int layer) {
    return sizes[layer + 1];
  }

  /** The inputs of the model. */
  public int inputs() {
    return sizes[0];
  }

  /** The outputs of the model. */
  public int outputs() {
    return sizes[sizes.length - 1];
  }

  /** The weight of a layer, {@code [in, out]} in row-major order. */
  public float[] weight(int layer) {
    return weights[layer].clone();
  }

  /** The weight of a layer, {@code [out, in]} in row-major order. */
  public float[] transposed(int layer) {
    float[] result = new float[weights[layer].length];
    for (int i = 0; i < in(layer); i++) {
      for (int j = 0; j < out(layer); j++) {
        result[j * in(layer) + i] = weights[layer][i * out(layer) + j];
      }
    }
    return result;
  }

  /** The bias of a layer. */
  public float[] bias(int layer) {
    return biases[layer].clone();
  }

  /** Samples from 0 to 1. */
  public float[] input(int batch) {
    float[] values = uniform(new SplittableRandom(2), batch * inputs(), 0.5);
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.5f;
    }
    return values;
  }

  /** A class for each sample. */
  public int[] classes(int batch) {
    SplittableRandom random = new SplittableRandom(3);
    int[] classes = new int[batch];
    for (int i = 0; i < batch; i++) {
      classes[i] = random.nextInt(outputs());
    }
    return classes;
  }

  /** What the model makes of some samples, computed in double. */
  public double[] expected(float[] input) {
    int batch = input.length / inputs();
    double[] x = new double[input.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = input[i];
    }
    for (int layer = 0; layer < layers(); layer++) {
      double[] y = new double[batch * out(layer)];
      for (int row = 0; row < batch; row++) {
        for (int j = 0; j < out(layer); j++) {
          y[row * out(layer) + j] = biases[layer][j];
        }
        for (int i = 0; i < in(layer); i++) {
          double xi = x[row * in(layer) + i];
          for (int j = 0; j < out(layer); j++) {
            y[row * out(layer) + j] += xi * weights[layer][i * out(layer) + j];
          }
        }
      }
      if (layer < layers() - 1) {
        for (int i = 0; i < y.length; i++) {
          y[i] = Math.max(y[i], 0);
        }
      }
      x = y;
    }
    return x;
  }
}
