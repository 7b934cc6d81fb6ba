package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.ClassCrossEntropy;
import dev.hayate.kernels.loss.ClassLikelihood;
import dev.hayate.kernels.loss.ProbabilityCrossEntropy;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Cross entropy with all its settings, row by row: the largest logit, the exponentials of the
 * others below it, which become the gradient in place, and what is wanted of each class. All that
 * is added up has one sign, so that nothing cancels: the logarithm of a sum is no less than that of
 * its largest term.
 */
final class LikelihoodSums {
  private static final int RUN = Weights.RUN;

  /** Targets that are not smoothed are taken as they are; those of class numbers are all ones. */
  private static final MemorySegment ONES = Weights.NONE.floats();

  private LikelihoodSums() {}

  /** Of class numbers. */
  static double classes(
      ClassCrossEntropy f,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      double divisor) {
    int cols = x.cols();
    float smooth = (float) (f.smoothing() / cols);
    double others = smooth == 0 ? 0 : wanted(ONES, false, 0, f.classes(), cols, 0, smooth);
    double total = 0;
    for (int row = 0; row < x.rows(); row++) {
      int wanted = number(target, row);
      long at = (long) row * cols * Float.BYTES;
      if (wanted == f.ignored()) {
        if (gradient != NONE) {
          clear(gradient.segment(), at, cols);
        }
        continue;
      }
      double sample = sample(samples, row);
      double own = (1 - f.smoothing()) * f.classes().at(wanted);
      float logit = x.segment().get(FLOAT, at + (long) wanted * Float.BYTES);
      float max = RowPasses.max(x.segment(), at, cols);
      float sum = exponentials(x, gradient, at, max);
      double log = Math.log(sum);
      double loss = own * (log + ((double) max - logit));
      if (smooth > 0) {
        loss += sum(x, at, ONES, false, 0, f.classes(), 0, smooth, (float) log, max);
      }
      total += sample * loss;
      if (gradient != NONE) {
        double factor = sample / divisor;
        float scale = (float) (factor * (own + others) / sum);
        if (smooth > 0) {
          gradient(gradient, at, ONES, false, 0, f.classes(), 0, smooth, scale, (float) factor);
        } else {
          RowPasses.scale(gradient.segment(), at, cols, scale);
        }
        long place = at + (long) wanted * Float.BYTES;
        float slope = gradient.segment().get(FLOAT, place);
        gradient.segment().set(FLOAT, place, slope - (float) (factor * own));
      }
    }
    return total;
  }

  /** Of a probability for each class. */
  static double probabilities(
      ProbabilityCrossEntropy f,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      double divisor) {
    int cols = x.cols();
    float a = (float) (1 - f.smoothing());
    float b = (float) (f.smoothing() / cols);
    MemorySegment t = target.segment();
    double total = 0;
    for (int row = 0; row < x.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      double sample = sample(samples, row);
      float max = RowPasses.max(x.segment(), at, cols);
      float sum = exponentials(x, gradient, at, max);
      float log = (float) Math.log(sum);
      total += sample * sum(x, at, t, true, at, f.classes(), a, b, log, max);
      if (gradient != NONE) {
        double factor = sample / divisor;
        double all = wanted(t, true, at, f.classes(), cols, a, b);
        float scale = (float) (factor * all / sum);
        gradient(gradient, at, t, true, at, f.classes(), a, b, scale, (float) factor);
      }
    }
    return total;
  }

  /** Of logarithms of probabilities and class numbers, which reads and writes one of each row. */
  static double numbers(
      ClassLikelihood f, Tensor x, Tensor target, Tensor samples, Tensor gradient, double divisor) {
    if (gradient != NONE) {
      gradient.segment().fill((byte) 0);
    }
    double total = 0;
    for (int row = 0; row < x.rows(); row++) {
      int wanted = number(target, row);
      if (wanted != f.ignored()) {
        double factor = -sample(samples, row) * f.classes().at(wanted);
        long at = ((long) row * x.cols() + wanted) * Float.BYTES;
        total += factor * x.segment().get(FLOAT, at);
        if (gradient != NONE) {
          gradient.segment().set(FLOAT, at, (float) (factor / divisor));
        }
      }
    }
    return total;
  }

  /** Not a product with 0, which is NaN if every row of the batch is ignored. */
  private static void clear(MemorySegment gradient, long at, int cols) {
    for (int from = 0; from < cols; from++) {
      gradient.set(FLOAT, at + (long) from * Float.BYTES, 0);
    }
  }

  private static int number(Tensor target, int row) {
    return target.segment().getAtIndex(ValueLayout.JAVA_INT, row);
  }

  private static double sample(Tensor samples, int row) {
    return samples == NONE ? 1 : samples.segment().get(FLOAT, (long) row * Float.BYTES);
  }

  /** The sum of {@code exp(x - max)}, which are stored if there is a gradient to be made. */
  private static float exponentials(Tensor x, Tensor gradient, long at, float max) {
    return gradient == NONE
        ? RowPasses.sumOfExponentials(x.segment(), at, x.cols(), max)
        : RowPasses.exponentials(x.segment(), gradient.segment(), at, x.cols(), max);
  }

  /** The weights of no class come in runs, over which they begin again. */
  private static long place(boolean own, int from) {
    return own ? (long) from * Float.BYTES : 0;
  }

  private static double wanted(
      MemorySegment target, boolean given, long at, Weights weights, int cols, float a, float b) {
    double sum = 0;
    for (int from = 0; from < cols; from += RUN) {
      sum +=
          LikelihoodLoops.wanted(
              target,
              at + place(given, from),
              weights.floats(),
              place(!weights.isEmpty(), from),
              Math.min(RUN, cols - from),
              a,
              b);
    }
    return sum;
  }

  private static double sum(
      Tensor x,
      long at,
      MemorySegment target,
      boolean given,
      long targetAt,
      Weights weights,
      float a,
      float b,
      float log,
      float max) {
    double sum = 0;
    for (int from = 0; from < x.cols(); from += RUN) {
      sum +=
          LikelihoodLoops.sum(
              x.segment(),
              at + (long) from * Float.BYTES,
              target,
              targetAt + place(given, from),
              weights.floats(),
              place(!weights.isEmpty(), from),
              Math.min(RUN, x.cols() - from),
              a,
              b,
              log,
              max);
    }
    return sum;
  }

  private static void gradient(
      Tensor gradient,
      long at,
      MemorySegment target,
      boolean given,
      long targetAt,
      Weights weights,
      float a,
      float b,
      float scale,
      float factor) {
    for (int from = 0; from < gradient.cols(); from += RUN) {
      LikelihoodLoops.gradient(
          gradient.segment(),
          at + (long) from * Float.BYTES,
          target,
          targetAt + place(given, from),
          weights.floats(),
          place(!weights.isEmpty(), from),
          Math.min(RUN, gradient.cols() - from),
          a,
          b,
          scale,
          factor);
    }
  }
}
