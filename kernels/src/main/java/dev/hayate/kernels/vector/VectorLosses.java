package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.scalar.ScalarLosses;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** Losses with their gradients, one pass over each row; sums over rows are made in double. */
final class VectorLosses extends ScalarLosses {
  /** Elements whose squares are added in float32 before they join the sum in double. */
  private static final int BLOCK = 16 * Lanes.COUNT;

  @Override
  protected void logLikelihood(Tensor logits, Tensor classes, Tensor loss) {
    MemorySegment x = logits.segment();
    int cols = logits.cols();
    double total = 0;
    for (int row = 0; row < logits.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      float max = RowPasses.max(x, at, cols);
      float sum = RowPasses.sumOfExponentials(x, at, cols, max);
      float logit = x.get(FLOAT, at + (long) wanted(classes, row) * Float.BYTES);
      total += rowLoss(logit, max, sum);
    }
    put(loss, total / logits.rows());
  }

  @Override
  protected void logLikelihood(Tensor logits, Tensor classes, Tensor loss, Tensor gradient) {
    MemorySegment x = logits.segment();
    MemorySegment dx = gradient.segment();
    int cols = logits.cols();
    float share = 1f / logits.rows();
    double total = 0;
    for (int row = 0; row < logits.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      int wanted = wanted(classes, row);
      float max = RowPasses.max(x, at, cols);
      float logit = x.get(FLOAT, at + (long) wanted * Float.BYTES);
      float sum = RowPasses.exponentials(x, dx, at, cols, max);
      total += rowLoss(logit, max, sum);
      RowPasses.scale(dx, at, cols, share / sum);
      long place = at + (long) wanted * Float.BYTES;
      dx.set(ValueLayout.JAVA_FLOAT, place, dx.get(ValueLayout.JAVA_FLOAT, place) - share);
    }
    put(loss, total / logits.rows());
  }

  private static int wanted(Tensor classes, int row) {
    return classes.segment().getAtIndex(ValueLayout.JAVA_INT, row);
  }

  private static double rowLoss(float logit, float max, float sum) {
    return Math.log(sum) + ((double) max - logit);
  }

  @Override
  protected void squaredError(Tensor prediction, Tensor target, Tensor loss) {
    double total = 0;
    long size = prediction.size();
    for (long from = 0; from < size; from += BLOCK) {
      int count = (int) Math.min(BLOCK, size - from);
      total += squares(prediction.segment(), target.segment(), from * Float.BYTES, count);
    }
    put(loss, total / size);
  }

  @Override
  protected void squaredError(Tensor prediction, Tensor target, Tensor loss, Tensor gradient) {
    squaredError(prediction, target, loss);
    float factor = (float) (2.0 / prediction.size());
    long size = prediction.size();
    for (long from = 0; from < size; from += BLOCK) {
      int count = (int) Math.min(BLOCK, size - from);
      differences(
          prediction.segment(),
          target.segment(),
          gradient.segment(),
          from * Float.BYTES,
          count,
          factor);
    }
  }

  private static float squares(MemorySegment a, MemorySegment b, long offset, int count) {
    Lanes.meet(a.isNative(), b.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector error =
          FloatVector.fromMemorySegment(SPECIES, a, at, ORDER)
              .sub(FloatVector.fromMemorySegment(SPECIES, b, at, ORDER));
      sum = error.fma(error, sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    float total = Lanes.sum(lanes);
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float error = a.get(FLOAT, at) - b.get(FLOAT, at);
      total = Math.fma(error, error, total);
    }
    return total;
  }

  private static void differences(
      MemorySegment a, MemorySegment b, MemorySegment y, long offset, int count, float factor) {
    Lanes.meet(a.isNative(), b.isNative(), y.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, a, at, ORDER)
          .sub(FloatVector.fromMemorySegment(SPECIES, b, at, ORDER))
          .mul(factors)
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      y.set(FLOAT, at, (a.get(FLOAT, at) - b.get(FLOAT, at)) * factor);
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
    Optional<PointLossLoop> loop = PointLossLoop.of(f);
    if (loop.isEmpty()) {
      super.sumElements(f, reduction, columns, x, target, samples, loss, gradient);
      return;
    }
    double divisor =
        switch (reduction) {
          case MEAN -> x.size();
          case BATCH_MEAN -> x.rows();
          case SUM -> 1;
        };
    double total = PointSums.sum(f, loop.get(), columns, x, target, samples, gradient, divisor);
    put(loss, total / divisor);
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
    if (!VectorRowLosses.takes(f, x.cols())) {
      super.sumRows(f, reduction, x, target, samples, loss, gradient);
      return;
    }
    double divisor =
        switch (reduction) {
          case MEAN -> shares(f, x, target);
          case BATCH_MEAN -> x.rows();
          case SUM -> 1;
        };
    put(loss, VectorRowLosses.sum(f, x, target, samples, gradient, divisor) / divisor);
  }

  private static double shares(RowLoss f, Tensor x, Tensor target) {
    double shares = 0;
    for (int row = 0; row < x.rows(); row++) {
      shares += f.share(x, target, row);
    }
    return shares;
  }

  private static void put(Tensor loss, double value) {
    loss.segment().set(ValueLayout.JAVA_FLOAT, 0, (float) value);
  }
}
