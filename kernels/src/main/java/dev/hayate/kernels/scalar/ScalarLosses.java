package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Losses;
import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/** Losses and their gradients, in double. */
public class ScalarLosses extends Losses {
  /** Stateless. */
  public ScalarLosses() {}

  @Override
  protected void logLikelihood(Tensor logits, Tensor classes, Tensor loss) {
    double total = 0;
    for (int row = 0; row < logits.rows(); row++) {
      total += rowLoss(logits, row, Elements.getInt(classes, row));
    }
    Elements.set(loss, 0, total / logits.rows());
  }

  private static double rowLoss(Tensor logits, int row, int wanted) {
    int cols = logits.cols();
    long begin = (long) row * cols;
    double max = Rows.max(logits, begin, cols);
    double sum = Rows.sumOfExponentials(logits, begin, cols, max);
    return Math.log(sum) + max - Elements.get(logits, begin + wanted);
  }

  @Override
  protected void logLikelihood(Tensor logits, Tensor classes, Tensor loss, Tensor gradient) {
    logLikelihood(logits, classes, loss);
    int cols = logits.cols();
    for (int row = 0; row < logits.rows(); row++) {
      long begin = (long) row * cols;
      double max = Rows.max(logits, begin, cols);
      double sum = Rows.sumOfExponentials(logits, begin, cols, max);
      for (int j = 0; j < cols; j++) {
        double softmax = Math.exp(Elements.get(logits, begin + j) - max) / sum;
        double wanted = j == Elements.getInt(classes, row) ? 1 : 0;
        Elements.set(gradient, begin + j, (softmax - wanted) / logits.rows());
      }
    }
  }

  @Override
  protected void squaredError(Tensor prediction, Tensor target, Tensor loss) {
    double total = 0;
    for (long i = 0; i < prediction.size(); i++) {
      double error = (double) Elements.get(prediction, i) - Elements.get(target, i);
      total += error * error;
    }
    Elements.set(loss, 0, total / prediction.size());
  }

  @Override
  protected void squaredError(Tensor prediction, Tensor target, Tensor loss, Tensor gradient) {
    squaredError(prediction, target, loss);
    for (long i = 0; i < prediction.size(); i++) {
      double error = (double) Elements.get(prediction, i) - Elements.get(target, i);
      Elements.set(gradient, i, 2 * error / prediction.size());
    }
  }

  @Override
  protected void sumElements(
      PointLoss f,
      Reduction reduction,
      Weights columns,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor loss,
      Tensor gradient) {
    double divisor =
        switch (reduction) {
          case MEAN -> x.size();
          case BATCH_MEAN -> x.rows();
          case SUM -> 1;
        };
    double total = 0;
    for (int row = 0; row < x.rows(); row++) {
      double weight = samples == NONE ? 1 : Elements.get(samples, row);
      for (int col = 0; col < x.cols(); col++) {
        long i = (long) row * x.cols() + col;
        double factor = weight * columns.at(col);
        float prediction = Elements.get(x, i);
        float wanted = Elements.get(target, i);
        total += factor * f.value(prediction, wanted, col);
        if (gradient != NONE) {
          Elements.set(gradient, i, factor * f.gradient(prediction, wanted, col) / divisor);
        }
      }
    }
    Elements.set(loss, 0, total / divisor);
  }

  @Override
  protected void sumRows(
      RowLoss f,
      Reduction reduction,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor loss,
      Tensor gradient) {
    double total = 0;
    double shares = 0;
    for (int row = 0; row < x.rows(); row++) {
      double weight = samples == NONE ? 1 : Elements.get(samples, row);
      total += weight * f.value(x, target, row);
      shares += f.share(x, target, row);
    }
    double divisor =
        switch (reduction) {
          case MEAN -> shares;
          case BATCH_MEAN -> x.rows();
          case SUM -> 1;
        };
    Elements.set(loss, 0, total / divisor);
    if (gradient != NONE) {
      for (int row = 0; row < x.rows(); row++) {
        double weight = samples == NONE ? 1 : Elements.get(samples, row);
        f.gradient(x, target, row, weight / divisor, gradient);
      }
    }
  }
}
