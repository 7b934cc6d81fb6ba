package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/**
 * {@code -w[c] ((1 - s) log p[c]) - s / n sum_j w[j] log p[j]} with {@code p = softmax(x)}, as
 * {@code torch.nn.CrossEntropyLoss} on class indices. A mean is divided by the sum of {@code w[c]}.
 *
 * @param classes w
 * @param smoothing s, from 0 to 1
 * @param ignored a class number whose rows count nothing, usually -100
 */
public record ClassCrossEntropy(Weights classes, double smoothing, int ignored) implements RowLoss {
  /**
   * Checks the smoothing.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public ClassCrossEntropy {
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
    return DType.I32;
  }

  @Override
  public int targetColumns(int columns) {
    return ClassTargets.columns(name(), classes, columns);
  }

  @Override
  public void check(Tensor x, Tensor target, int row) {
    if (ClassTargets.at(target, row) != ignored) {
      ClassTargets.check(name(), x, target, row);
    }
  }

  @Override
  public double share(Tensor x, Tensor target, int row) {
    int wanted = ClassTargets.at(target, row);
    return wanted == ignored ? 0 : classes.at(wanted);
  }

  @Override
  public double value(Tensor x, Tensor target, int row) {
    int wanted = ClassTargets.at(target, row);
    if (wanted == ignored) {
      return 0;
    }
    double log = LogSums.of(x, row);
    double loss = (1 - smoothing) * classes.at(wanted) * (log - x.get(row, wanted));
    if (smoothing > 0) {
      for (int j = 0; j < x.cols(); j++) {
        loss += smoothing / x.cols() * classes.at(j) * (log - x.get(row, j));
      }
    }
    return loss;
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    int wanted = ClassTargets.at(target, row);
    if (wanted == ignored) {
      // Not a product with 0, which is NaN if every row of the batch is ignored.
      for (int j = 0; j < x.cols(); j++) {
        gradient.set(row, j, 0);
      }
      return;
    }
    double log = LogSums.of(x, row);
    double all = (1 - smoothing) * classes.at(wanted);
    for (int j = 0; j < x.cols(); j++) {
      all += smoothing / x.cols() * classes.at(j);
    }
    for (int j = 0; j < x.cols(); j++) {
      double mine = smoothing / x.cols() * classes.at(j);
      mine += j == wanted ? (1 - smoothing) * classes.at(j) : 0;
      gradient.set(row, j, (float) (factor * (all * Math.exp(x.get(row, j) - log) - mine)));
    }
  }
}
