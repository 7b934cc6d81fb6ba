package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/**
 * {@code -w[c] x[c]} of log-probabilities x, as {@code torch.nn.NLLLoss}. A mean is divided by the
 * sum of {@code w[c]}.
 *
 * @param classes w
 * @param ignored a class number whose rows count nothing, usually -100
 */
public record ClassLikelihood(Weights classes, int ignored) implements RowLoss {
  @Override
  public String name() {
    return "nll";
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
    return wanted == ignored ? 0 : -classes.at(wanted) * x.get(row, wanted);
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    int wanted = ClassTargets.at(target, row);
    for (int j = 0; j < x.cols(); j++) {
      gradient.set(row, j, 0);
    }
    if (wanted != ignored) {
      gradient.set(row, wanted, (float) (-factor * classes.at(wanted)));
    }
  }
}
