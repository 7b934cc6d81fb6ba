package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import java.lang.foreign.MemorySegment;

/**
 * Losses that are sums over elements, run by run: the gradient while a run is near. A run's losses
 * are added in float32, the runs in double. What is left at the end of all rows, less than a
 * vector, runs by the loss's definition: masked, its body would be more than C2 takes in.
 */
final class PointSums {
  /** A call for each run costs ten nanoseconds: with runs of 256, a tenth to a fifth more. */
  private static final int RUN = Weights.RUN;

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
    boolean plain = samples == NONE && columns.isEmpty() && PointLossLoop.settings(f).isEmpty();
    double total = 0;
    long size = x.size();
    for (long first = 0; first < size; first += RUN) {
      int count = (int) Math.min(RUN, size - first);
      int vectors = Lanes.vectors(count);
      if (vectors > 0) {
        total +=
            plain
                ? run(loop, x, target, gradient, first, vectors, divisor)
                : run(f, loop, columns, x, target, samples, gradient, first, vectors, divisor);
      }
      if (Lanes.tail(count) > 0) {
        long rest = first + (long) vectors * Lanes.COUNT;
        int left = Lanes.tail(count);
        total += define(f, columns, x, target, samples, gradient, rest, left, divisor);
      }
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
      double divisor) {
    long at = first * Float.BYTES;
    float sum = loop.sum(x.segment(), target.segment(), at, vectors, Lanes.array());
    if (gradient != NONE) {
      float factor = (float) (1 / divisor);
      loop.gradient(x.segment(), target.segment(), gradient.segment(), at, vectors, factor);
    }
    return sum;
  }

  private static float run(
      PointLoss f,
      PointLossLoop loop,
      Weights columns,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      long first,
      int vectors,
      double divisor) {
    int cols = x.cols();
    int count = vectors * Lanes.COUNT;
    MemorySegment scratch = LossScratch.of(LossFactors.BYTES);
    MemorySegment factors = LossFactors.of(columns, samples, cols, first, count, scratch);
    long factorsAt = LossFactors.place(columns, samples, cols, first);
    Weights settings = PointLossLoop.settings(f);
    long settingsAt = LossFactors.place(settings, cols, first);
    long at = first * Float.BYTES;
    float sum =
        loop.weightedSum(
            x.segment(),
            target.segment(),
            at,
            factors,
            factorsAt,
            settings.floats(),
            settingsAt,
            vectors,
            Lanes.array());
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
          (float) (1 / divisor));
    }
    return sum;
  }

  /** A few elements, one by one. */
  private static double define(
      PointLoss f,
      Weights columns,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      long first,
      int count,
      double divisor) {
    int row = (int) (first / x.cols());
    int col = (int) (first % x.cols());
    double total = 0;
    long at = first * Float.BYTES;
    for (int i = 0; i < count; i++) {
      double factor = samples == NONE ? 1 : samples.segment().get(FLOAT, (long) row * Float.BYTES);
      factor *= columns.at(col);
      float prediction = x.segment().get(FLOAT, at);
      float wanted = target.segment().get(FLOAT, at);
      total += factor * f.value(prediction, wanted, col);
      if (gradient != NONE) {
        double slope = factor * f.gradient(prediction, wanted, col) / divisor;
        gradient.segment().set(FLOAT, at, (float) slope);
      }
      at += Float.BYTES;
      col++;
      if (col == x.cols()) {
        col = 0;
        row++;
      }
    }
    return total;
  }
}
