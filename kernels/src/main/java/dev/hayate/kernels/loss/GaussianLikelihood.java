package dev.hayate.kernels.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;

/**
 * {@code (log v + (m - t)^2 / v) / 2} with {@code v = max(variance, epsilon)}, as {@code
 * torch.nn.GaussianNLLLoss}. The first half of the predictions' columns are means m, the second
 * half variances; the bound on a variance lets its gradient through, as PyTorch's does. A mean is
 * over elements.
 *
 * @param full whether to add {@code log(2 pi) / 2}
 * @param epsilon the least variance, usually 1e-6
 */
public record GaussianLikelihood(boolean full, double epsilon) implements RowLoss {
  @Override
  public String name() {
    return "gaussian nll";
  }

  @Override
  public DType targetType() {
    return DType.F32;
  }

  @Override
  public int targetColumns(int columns) {
    if (columns % 2 != 0) {
      throw new IllegalArgumentException(
          name() + ": " + columns + " columns: expected as many variances as means");
    }
    return columns / 2;
  }

  @Override
  public double share(Tensor x, Tensor target, int row) {
    return target.cols();
  }

  @Override
  public double value(Tensor x, Tensor target, int row) {
    int half = target.cols();
    double sum = full ? half * Math.log(2 * Math.PI) : 0;
    for (int j = 0; j < half; j++) {
      double variance = Math.max(x.get(row, half + j), epsilon);
      double error = (double) x.get(row, j) - target.get(row, j);
      sum += Math.log(variance) + error * error / variance;
    }
    return sum / 2;
  }

  @Override
  public void gradient(Tensor x, Tensor target, int row, double factor, Tensor gradient) {
    int half = target.cols();
    for (int j = 0; j < half; j++) {
      double variance = Math.max(x.get(row, half + j), epsilon);
      double error = (double) x.get(row, j) - target.get(row, j);
      gradient.set(row, j, (float) (factor * error / variance));
      double slope = (1 - error * error / variance) / variance / 2;
      gradient.set(row, half + j, (float) (factor * slope));
    }
  }
}
