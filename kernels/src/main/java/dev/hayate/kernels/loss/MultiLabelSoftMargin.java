package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/**
 * The mean over classes of {@code -w[j] (t log s(x) + (1 - t) log s(-x))} with the sigmoid s, as
 * {@code torch.nn.MultiLabelSoftMarginLoss}: {@link LogitCrossEntropy}, averaged over each row.
 *
 * @param classes w
 */
public record MultiLabelSoftMargin(Weights classes) implements RowLoss {
  private static final LogitCrossEntropy LOGITS = new LogitCrossEntropy(Weights.NONE);

  @Override
  public String name() {
    return "multi label soft margin";
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

  @Override
  public double value(Tensor x, Tensor target, int row) {
    double sum = 0;
    for (int j = 0; j < x.cols(); j++) {
      sum += classes.at(j) * LOGITS.value(x.get(row, j), target.get(row, j), j);
    }
    return sum / x.cols();
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    for (int j = 0; j < x.cols(); j++) {
      double slope = classes.at(j) * LOGITS.gradient(x.get(row, j), target.get(row, j), j);
      gradient.set(row, j, (float) (factor * slope / x.cols()));
    }
  }
}
