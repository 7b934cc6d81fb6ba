package dev.hayate.nn.init;

import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;

/**
 * A matrix whose rows, or whose columns where there are fewer, are at right angles and of one
 * length (Saxe, McClelland and Ganguli, 2014), as {@code torch.nn.init.orthogonal_}: normally
 * distributed rows, made orthogonal by Gram and Schmidt's process, twice, in double. That is the QR
 * decomposition with a positive diagonal, so the matrix is uniformly distributed.
 *
 * @param gain the length
 */
public record Orthogonal(double gain) implements Initializer {
  @Override
  public void fill(Random random, long seed, long stream, Tensor parameter) {
    random.normal(seed, stream, 0, 1, parameter);
    boolean byRows = parameter.rows() <= parameter.cols();
    int count = byRows ? parameter.rows() : parameter.cols();
    int length = byRows ? parameter.cols() : parameter.rows();
    double[][] vectors = new double[count][length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < length; j++) {
        vectors[i][j] = byRows ? parameter.get(i, j) : parameter.get(j, i);
      }
      straighten(vectors, i);
      straighten(vectors, i);
      for (int j = 0; j < length; j++) {
        float value = (float) (gain * vectors[i][j]);
        if (byRows) {
          parameter.set(i, j, value);
        } else {
          parameter.set(j, i, value);
        }
      }
    }
  }

  /** Takes off what lies along earlier vectors, and brings the rest to length 1. */
  private static void straighten(double[][] vectors, int index) {
    double[] vector = vectors[index];
    for (int k = 0; k < index; k++) {
      double along = dot(vector, vectors[k]);
      for (int j = 0; j < vector.length; j++) {
        vector[j] -= along * vectors[k][j];
      }
    }
    double norm = Math.sqrt(dot(vector, vector));
    for (int j = 0; j < vector.length; j++) {
      vector[j] /= norm;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
