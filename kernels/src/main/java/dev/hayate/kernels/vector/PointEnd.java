package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The end of {@link PointSums}: the last elements of all rows, by the loops over whole vectors, in
 * {@link Remainder}. The lanes beyond them have losses too, which are not counted.
 */
final class PointEnd {
  private PointEnd() {}

  /** The last elements' losses and gradient, where all count the same. */
  static float run(
      PointLossLoop loop, Tensor x, Tensor target, Tensor gradient, int count, float factor) {
    List<MemorySegment> room = Remainder.room();
    long at = (x.size() - count) * Float.BYTES;
    Remainder.fetch(x.segment(), at, room.get(0), count);
    Remainder.fetch(target.segment(), at, room.get(1), count);
    loop.values(room.get(0), room.get(1), 0, Weights.NONE.floats(), 0, room.get(4), 0, 1);
    if (gradient != NONE) {
      loop.gradient(room.get(0), room.get(1), room.get(2), 0, 1, factor);
      Remainder.put(room.get(2), gradient.segment(), at, count);
    }
    return RowPasses.sum(room.get(4), 0, count);
  }

  /** The last elements' losses and gradient, each with its factor. */
  static float run(
      PointLossLoop loop,
      Weights columns,
      Weights settings,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      int count,
      float factor) {
    List<MemorySegment> room = Remainder.room();
    long first = x.size() - count;
    long at = first * Float.BYTES;
    int cols = x.cols();
    Remainder.fetch(x.segment(), at, room.get(0), count);
    Remainder.fetch(target.segment(), at, room.get(1), count);
    MemorySegment scratch = LossScratch.of(LossFactors.BYTES);
    MemorySegment factors = LossFactors.of(columns, samples, cols, first, count, scratch);
    long factorsAt = LossFactors.place(columns, samples, cols, first);
    Remainder.fetch(factors, factorsAt, room.get(2), count);
    long settingsAt = LossFactors.place(settings, cols, first);
    loop.values(room.get(0), room.get(1), 0, settings.floats(), settingsAt, room.get(4), 0, 1);
    if (gradient != NONE) {
      loop.weightedGradient(
          room.get(0),
          room.get(1),
          room.get(3),
          0,
          room.get(2),
          0,
          settings.floats(),
          settingsAt,
          1,
          factor);
      Remainder.put(room.get(3), gradient.segment(), at, count);
    }
    return RowPasses.dot(room.get(4), 0, room.get(2), 0, count);
  }
}
