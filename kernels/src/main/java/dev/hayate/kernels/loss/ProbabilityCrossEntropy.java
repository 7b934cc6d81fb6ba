package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/**
 * {@code -sum_j w[j] q[j] log p[j]} with {@code p = softmax(x)} and {@code q = (1 - s) t + s / n},
 * as {@code torch.nn.CrossEntropyLoss} on probabilities. A mean is divided by the number of rows.
 *
 * @param classes w
 * @param smoothing s, from 0 to 1
 */
public record ProbabilityCrossEntropy(Weights classes, double smoothing) implements RowLoss {
  /**
   * Checks the smoothing.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public ProbabilityCrossEntropy {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "cross entropy: label smoothing is " + smoothing + ": expected 0 to 1");
    }
  }

  @Override
  public String name() {
    return "cross entropy";
  }

  @Override
  public DType targetType() {
    return DType.F32;
  }

  @Override
  public int targetColumns(int columns) {
    ClassTargets.columns(name(), classes, columns);
    return columns;
  }

  private double wanted(Tensor target, int row, int j) {
    double smooth = (1 - smoothing) * target.get(row, j) + smoothing / target.cols();
    return classes.at(j) * smooth;
  }

  @Override
  public double value(Tensor x, Tensor target, int row) {
    double log = LogSums.of(x, row);
    double loss = 0;
    for (int j = 0; j < x.cols(); j++) {
      loss += wanted(target, row, j) * (log - x.get(row, j));
    }
    return loss;
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    double log = LogSums.of(x, row);
    double all = 0;
    for (int j = 0; j < x.cols(); j++) {
      all += wanted(target, row, j);
    }
    for (int j = 0; j < x.cols(); j++) {
      double value = all * Math.exp(x.get(row, j) - log) - wanted(target, row, j);
      gradient.set(row, j, (float) (factor * value));
    }
  }
}
