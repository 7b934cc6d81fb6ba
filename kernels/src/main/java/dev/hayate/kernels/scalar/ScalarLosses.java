package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Tensor;

/** Losses and their gradients, in double. */
public final class ScalarLosses extends Losses {
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
}
