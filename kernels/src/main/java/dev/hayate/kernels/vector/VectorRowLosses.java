package dev.hayate.kernels.vector;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.ClassCrossEntropy;
import dev.hayate.kernels.loss.ClassLikelihood;
import dev.hayate.kernels.loss.GaussianLikelihood;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.loss.MultiLabelMargin;
import dev.hayate.kernels.loss.MultiLabelSoftMargin;
import dev.hayate.kernels.loss.MultiMargin;
import dev.hayate.kernels.loss.ProbabilityCrossEntropy;

/** Which passes a loss of rows is made of: one line for each. */
final class VectorRowLosses {
  private static final PointLoss LOGITS = new LogitCrossEntropy(Weights.NONE);
  private static final PointLossLoop LOGITS_LOOP = PointLossLoop.of(LOGITS).orElseThrow();

  private VectorRowLosses() {}

  /** Whether there are passes for a loss of so many columns, and they are faster than it is. */
  static boolean takes(RowLoss loss, int cols) {
    return switch (loss) {
      case ClassCrossEntropy f -> true;
      case ProbabilityCrossEntropy f -> true;
      case ClassLikelihood f -> true;
      case GaussianLikelihood f -> GaussianSums.takes(f);
      case MultiMargin f -> cols > Lanes.COUNT;
      case MultiLabelMargin f -> true;
      case MultiLabelSoftMargin f -> true;
      default -> false;
    };
  }

  /** The sum of the losses of all rows, and their gradient over a divisor, unless there is none. */
  static double sum(
      RowLoss loss, Tensor x, Tensor target, Tensor samples, Tensor gradient, double divisor) {
    return switch (loss) {
      case ClassCrossEntropy f -> LikelihoodSums.classes(f, x, target, samples, gradient, divisor);
      case ProbabilityCrossEntropy f ->
          LikelihoodSums.probabilities(f, x, target, samples, gradient, divisor);
      case ClassLikelihood f -> LikelihoodSums.numbers(f, x, target, samples, gradient, divisor);
      case GaussianLikelihood f -> GaussianSums.sum(f, x, target, samples, gradient, divisor);
      case MultiMargin f -> MarginSums.single(f, x, target, samples, gradient, divisor);
      case MultiLabelMargin f -> MarginSums.several(x, target, samples, gradient, divisor);
      case MultiLabelSoftMargin f ->
          PointSums.sum(
                  LOGITS,
                  LOGITS_LOOP,
                  f.classes(),
                  x,
                  target,
                  samples,
                  gradient,
                  divisor * x.cols())
              / x.cols();
      default -> throw new IllegalArgumentException(loss.name() + ": there are no passes for it");
    };
  }
}
