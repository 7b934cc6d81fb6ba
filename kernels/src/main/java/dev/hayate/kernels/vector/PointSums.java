package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import java.lang.foreign.MemorySegment;

/**
 * Losses that are sums over elements, run by run: the gradient while a run is near. A run's losses
 * are added in float32, the runs in double. What is left at the end of all rows, less than a
 * vector, is {@link PointEnd}.
 */
final class PointSums {
  /** A call for each run costs ten nanoseconds: with runs of 256, a tenth to a fifth more. */
  private static final int RUN = Weights.RUN;

  private static final long RUN_BYTES = (long) RUN * Float.BYTES;

  /** Where in scratch memory losses are put, behind their factors. */
  private static final long VALUES = LossFactors.BYTES;

  private PointSums() {}

  /**
   * The sum of the losses of all elements, each with its sample's and its column's factor, and
   * their gradient over a divisor, unless there is none.
   */
  static double sum(
      PointLoss f,
      PointLossLoop loop,
      Weights columns,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      double divisor) {
    Weights settings = PointLossLoop.settings(f);
    boolean plain = samples == NONE && columns.isEmpty() && settings.isEmpty();
    float factor = (float) (1 / divisor);
    int left = Lanes.tail(x.size());
    long whole = x.size() - left;
    double total = 0;
    for (long first = 0; first < whole; first += RUN) {
      int vectors = Lanes.vectors(Math.min(RUN, whole - first));
      total +=
          plain
              ? run(loop, x, target, gradient, first, vectors, factor)
              : run(loop, columns, settings, x, target, samples, gradient, first, vectors, factor);
    }
    if (left > 0) {
      total +=
          plain
              ? PointEnd.run(loop, x, target, gradient, left, factor)
              : PointEnd.run(loop, columns, settings, x, target, samples, gradient, left, factor);
    }
    return total;
  }

  private static float run(
      PointLossLoop loop,
      Tensor x,
      Tensor target,
      Tensor gradient,
      long first,
      int vectors,
      float factor) {
    long at = first * Float.BYTES;
    float sum =
        loop.isLong()
            ? longSum(loop, x.segment(), target.segment(), at, vectors)
            : shortSum(loop, x.segment(), target.segment(), at, vectors);
    if (gradient != NONE) {
      loop.gradient(x.segment(), target.segment(), gradient.segment(), at, vectors, factor);
    }
    return sum;
  }

  private static float shortSum(
      PointLossLoop loop, MemorySegment x, MemorySegment target, long at, int vectors) {
    float[] lanes = Lanes.array();
    loop.sum(x, target, at, vectors, lanes);
    return Lanes.sum(lanes);
  }

  private static float longSum(
      PointLossLoop loop, MemorySegment x, MemorySegment target, long at, int vectors) {
    MemorySegment scratch = LossScratch.of(VALUES + RUN_BYTES);
    loop.values(x, target, at, Weights.NONE.floats(), 0, scratch, VALUES, vectors);
    return RowPasses.sum(scratch, VALUES, vectors * Lanes.COUNT);
  }

  private static float run(
      PointLossLoop loop,
      Weights columns,
      Weights settings,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      long first,
      int vectors,
      float factor) {
    int cols = x.cols();
    int count = vectors * Lanes.COUNT;
    MemorySegment scratch = LossScratch.of(VALUES + RUN_BYTES);
    MemorySegment factors = LossFactors.of(columns, samples, cols, first, count, scratch);
    long factorsAt = LossFactors.place(columns, samples, cols, first);
    long settingsAt = LossFactors.place(settings, cols, first);
    long at = first * Float.BYTES;
    float sum;
    if (loop.isLong()) {
      loop.values(
          x.segment(),
          target.segment(),
          at,
          settings.floats(),
          settingsAt,
          scratch,
          VALUES,
          vectors);
      sum = RowPasses.dot(scratch, VALUES, factors, factorsAt, count);
    } else {
      float[] lanes = Lanes.array();
      loop.weightedSum(
          x.segment(),
          target.segment(),
          at,
          factors,
          factorsAt,
          settings.floats(),
          settingsAt,
          vectors,
          lanes);
      sum = Lanes.sum(lanes);
    }
    if (gradient != NONE) {
      loop.weightedGradient(
          x.segment(),
          target.segment(),
          gradient.segment(),
          at,
          factors,
          factorsAt,
          settings.floats(),
          settingsAt,
          vectors,
          factor);
    }
    return sum;
  }
}
