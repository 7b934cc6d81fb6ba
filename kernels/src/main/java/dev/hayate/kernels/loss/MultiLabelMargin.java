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
    double share = factor / x.cols();
    for (int i = 0; i < x.cols(); i++) {
      boolean wanted = wants(target, row, i);
      int count = 0;
      for (int k = 0; k < x.cols(); k++) {
        if (wanted) {
          boolean gap = 1.0 - x.get(row, i) + x.get(row, k) > 0;
          count -= gap && !wants(target, row, k) ? times(target, row, i) : 0;
        } else if (wants(target, row, k) && 1.0 - x.get(row, k) + x.get(row, i) > 0) {
          count += times(target, row, k);
        }
      }
      gradient.set(row, i, (float) (share * count));
    }
  }

  private static int times(Tensor target, int row, int wanted) {
    int times = 0;
    for (int k = 0; k < target.cols() && target.getInt(row, k) >= 0; k++) {
      times += target.getInt(row, k) == wanted ? 1 : 0;
    }
    return times;
  }
}
