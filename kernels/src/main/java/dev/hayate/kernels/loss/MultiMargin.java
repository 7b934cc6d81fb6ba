package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/**
 * {@code w[c] sum_{j != c} max(0, margin - x[c] + x[j])^power / n}, as {@code
 * torch.nn.MultiMarginLoss}.
 *
 * @param power 1 or 2
 * @param margin the distance that is far enough, usually 1
 * @param classes w
 */
public record MultiMargin(int power, double margin, Weights classes) implements RowLoss {
  @Override
  public String name() {
    return "multi margin";
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
    ClassTargets.check(name(), x, target, row);
  }

  @Override
  public double value(Tensor x, Tensor target, int row) {
    int wanted = ClassTargets.at(target, row);
    double sum = 0;
    for (int j = 0; j < x.cols(); j++) {
      double gap = Math.max(0, margin - x.get(row, wanted) + x.get(row, j));
      sum += j == wanted ? 0 : power == 1 ? gap : gap * gap;
    }
    return classes.at(wanted) * sum / x.cols();
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    int wanted = ClassTargets.at(target, row);
    double share = factor * classes.at(wanted) / x.cols();
    double sum = 0;
    for (int j = 0; j < x.cols(); j++) {
      double gap = Math.max(0, margin - x.get(row, wanted) + x.get(row, j));
      double slope = j == wanted ? 0 : power == 1 ? Math.signum(gap) : 2 * gap;
      sum += slope;
      gradient.set(row, j, (float) (share * slope));
    }
    gradient.set(row, wanted, (float) (-share * sum));
  }
}
