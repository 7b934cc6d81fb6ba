package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;

/**
 * {@code sum_c sum_{j not wanted} max(0, 1 - x[c] + x[j]) / n} over the wanted classes c, as {@code
 * torch.nn.MultiLabelMarginLoss}. A row of targets lists class numbers up to the first negative
 * one.
 */
public record MultiLabelMargin() implements RowLoss {
  @Override
  public String name() {
    return "multi label margin";
  }

  @Override
  public DType targetType() {
    return DType.I32;
  }

  @Override
  public int targetColumns(int columns) {
    return columns;
  }

  @Override
  public void check(Tensor x, Tensor target, int row) {
    for (int j = 0; j < x.cols(); j++) {
      if (target.getInt(row, j) >= x.cols()) {
        throw new IllegalArgumentException(
            name() + ": row " + row + " has class " + target.getInt(row, j) + " of " + x.cols());
      }
    }
  }

  private static boolean wants(Tensor target, int row, int wanted) {
    for (int k = 0; k < target.cols() && target.getInt(row, k) >= 0; k++) {
      if (target.getInt(row, k) == wanted) {
        return true;
      }
    }
    return false;
  }

  @Override
  public double value(Tensor x, Tensor target, int row) {
    double sum = 0;
    for (int k = 0; k < x.cols() && target.getInt(row, k) >= 0; k++) {
      float wanted = x.get(row, target.getInt(row, k));
      for (int j = 0; j < x.cols(); j++) {
        sum += wants(target, row, j) ? 0 : Math.max(0, 1.0 - wanted + x.get(row, j));
      }
    }
    return sum / x.cols();
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    for (int j = 0; j < x.cols(); j++) {
      gradient.set(row, j, 0);
    }
    // Whole numbers at first, so that they may be added up where they are.
    for (int k = 0; k < x.cols() && target.getInt(row, k) >= 0; k++) {
      int wanted = target.getInt(row, k);
      double sum = 0;
      for (int j = 0; j < x.cols(); j++) {
        double gap = Math.max(0, 1.0 - x.get(row, wanted) + x.get(row, j));
        double slope = wants(target, row, j) ? 0 : Math.signum(gap);
        sum += slope;
        gradient.set(row, j, (float) (gradient.get(row, j) + slope));
      }
      gradient.set(row, wanted, (float) (gradient.get(row, wanted) - sum));
    }
    for (int j = 0; j < x.cols(); j++) {
      gradient.set(row, j, (float) (factor / x.cols() * gradient.get(row, j)));
    }
  }
}
