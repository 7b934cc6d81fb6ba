package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.MultiMargin;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Losses of margins between the classes that are wanted in a row and the others: a pass over the
 * row for each of the former. Which are the others is said by a row of ones and zeros.
 */
final class MarginSums {
  private MarginSums() {}

  /** With one wanted class. */
  static double single(
      MultiMargin f, Tensor x, Tensor target, Tensor samples, Tensor gradient, double divisor) {
    int cols = x.cols();
    MemorySegment others = ones(cols);
    boolean squared = f.power() == 2;
    float margin = (float) f.margin();
    if (gradient != NONE) {
      gradient.segment().fill((byte) 0);
    }
    double total = 0;
    for (int row = 0; row < x.rows(); row++) {
      int wanted = target.segment().getAtIndex(ValueLayout.JAVA_INT, row);
      long at = (long) row * cols * Float.BYTES;
      long place = (long) wanted * Float.BYTES;
      float logit = x.segment().get(FLOAT, at + place);
      double share = sample(samples, row) * f.classes().at(wanted) / cols;
      others.set(FLOAT, place, 0);
      total += share * MarginLoops.sum(x.segment(), at, others, cols, logit, margin, squared);
      if (gradient != NONE) {
        MemorySegment dx = gradient.segment();
        float sum = MarginLoops.slopes(x.segment(), dx, at, others, cols, logit, margin, squared);
        dx.set(FLOAT, at + place, -sum);
        RowPasses.scale(dx, at, cols, (float) (share / divisor));
      }
      others.set(FLOAT, place, 1);
    }
    return total;
  }

  /** With several wanted classes, up to the first negative number; one may be there twice. */
  static double several(Tensor x, Tensor target, Tensor samples, Tensor gradient, double divisor) {
    int cols = x.cols();
    MemorySegment others = ones(cols);
    if (gradient != NONE) {
      gradient.segment().fill((byte) 0);
    }
    double total = 0;
    for (int row = 0; row < x.rows(); row++) {
      long first = (long) row * cols;
      int count = mark(target.segment(), first, cols, others, 0);
      double share = sample(samples, row) / cols;
      double sum = 0;
      for (int k = 0; k < count; k++) {
        int wanted = target.segment().getAtIndex(ValueLayout.JAVA_INT, first + k);
        sum += pass(x, gradient, first, wanted, others);
      }
      total += share * sum;
      if (gradient != NONE) {
        float factor = (float) (share / divisor);
        RowPasses.scale(gradient.segment(), first * Float.BYTES, cols, factor);
      }
      mark(target.segment(), first, cols, others, 1);
    }
    return total;
  }

  private static float pass(
      Tensor x, Tensor gradient, long first, int wanted, MemorySegment others) {
    long at = first * Float.BYTES;
    long place = at + (long) wanted * Float.BYTES;
    float logit = x.segment().get(FLOAT, place);
    if (gradient != NONE) {
      MemorySegment dx = gradient.segment();
      float slopes = MarginLoops.slopes(x.segment(), dx, at, others, x.cols(), logit, 1, false);
      dx.set(FLOAT, place, dx.get(FLOAT, place) - slopes);
    }
    return MarginLoops.sum(x.segment(), at, others, x.cols(), logit, 1, false);
  }

  /** Writes a number at the place of each wanted class, and returns how many are listed. */
  private static int mark(
      MemorySegment target, long first, int cols, MemorySegment others, float mark) {
    int count = 0;
    while (count < cols) {
      int wanted = target.getAtIndex(ValueLayout.JAVA_INT, first + count);
      if (wanted < 0) {
        break;
      }
      others.set(FLOAT, (long) wanted * Float.BYTES, mark);
      count++;
    }
    return count;
  }

  private static double sample(Tensor samples, int row) {
    return samples == NONE ? 1 : samples.segment().get(FLOAT, (long) row * Float.BYTES);
  }

  private static MemorySegment ones(int cols) {
    MemorySegment others = LossScratch.of((long) cols * Float.BYTES);
    for (int from = 0; from < cols; from += Weights.RUN) {
      long bytes = (long) Math.min(Weights.RUN, cols - from) * Float.BYTES;
      MemorySegment.copy(Weights.NONE.floats(), 0, others, (long) from * Float.BYTES, bytes);
    }
    return others;
  }
}
