package dev.hayate.kernels.vector;

import static dev.hayate.kernels.Losses.NONE;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.GaussianLikelihood;
import java.lang.foreign.MemorySegment;

/**
 * The negative logarithm of a normal distribution's density, run by run over all targets. A row of
 * predictions has its means first and its variances behind them, and often one of each; so those of
 * a run are collected in scratch memory, as their gradients are before they are written, and narrow
 * rows fill vectors as wide ones do. What the last vector has too much stands for nothing: a mean
 * that is met, of variance 1 and factor 0.
 */
final class GaussianSums {
  private static final int RUN = Weights.RUN;
  private static final long PART = (long) RUN * Float.BYTES;

  /** Where the means are, behind the factors; the variances, targets and losses follow. */
  private static final long MEANS = LossFactors.BYTES;

  private static final long BYTES = MEANS + 4 * PART;

  /** From so many floats on a copy by the JDK is faster than one by one. */
  private static final int COPIED_AT_ONCE = 24;

  private GaussianSums() {}

  /** Whether the least variance is a normal number of float32 too. */
  static boolean takes(GaussianLikelihood f) {
    return (float) f.epsilon() >= Float.MIN_NORMAL;
  }

  /** The sum of the losses of all rows, and their gradient over a divisor, unless there is none. */
  static double sum(
      GaussianLikelihood f,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor gradient,
      double divisor) {
    int half = x.cols() / 2;
    MemorySegment scratch = LossScratch.of(BYTES);
    float bound = (float) f.epsilon();
    float constant = f.full() ? (float) Math.log(2 * Math.PI) : 0;
    long size = (long) x.rows() * half;
    double total = 0;
    for (long first = 0; first < size; first += RUN) {
      int count = (int) Math.min(RUN, size - first);
      int vectors = Lanes.rounds(count);
      collect(x.segment(), target.segment(), half, first, count, scratch);
      MemorySegment factors = LossFactors.of(Weights.NONE, samples, half, first, count, scratch);
      long factorsAt = LossFactors.place(Weights.NONE, samples, half, first);
      if (Lanes.tail(count) > 0) {
        fill(count, factors, factorsAt, scratch);
        factors = scratch;
        factorsAt = 0;
      }
      GaussianLoops.values(scratch, MEANS, PART, vectors, bound, constant);
      total += RowPasses.dot(scratch, MEANS + 3 * PART, factors, factorsAt, count);
      if (gradient != NONE) {
        float factor = (float) (1 / divisor);
        GaussianLoops.gradient(scratch, MEANS, PART, factors, factorsAt, vectors, bound, factor);
        spread(gradient.segment(), half, first, count, scratch);
      }
    }
    return total / 2;
  }

  private static void collect(
      MemorySegment x,
      MemorySegment target,
      int half,
      long first,
      int count,
      MemorySegment scratch) {
    long row = first / half * 2 * half * Float.BYTES;
    int col = (int) (first % half);
    long to = MEANS;
    int left = count;
    if (half == 1) {
      int vectors = Lanes.vectors(count);
      GaussianPairs.part(x, row, scratch, MEANS, MEANS + PART, vectors);
      left = Lanes.tail(count);
      row += 2L * vectors * Lanes.BYTES;
      to += (long) vectors * Lanes.BYTES;
    }
    while (left > 0) {
      int run = Math.min(half - col, left);
      long from = row + (long) col * Float.BYTES;
      copy(x, from, scratch, to, run);
      copy(x, from + (long) half * Float.BYTES, scratch, to + PART, run);
      left -= run;
      to += (long) run * Float.BYTES;
      row += 2L * half * Float.BYTES;
      col = 0;
    }
    long bytes = (long) count * Float.BYTES;
    MemorySegment.copy(target, first * Float.BYTES, scratch, MEANS + 2 * PART, bytes);
  }

  /** The other way round: the gradient of means and variances to their rows. */
  private static void spread(
      MemorySegment gradient, int half, long first, int count, MemorySegment scratch) {
    long row = first / half * 2 * half * Float.BYTES;
    int col = (int) (first % half);
    long from = MEANS;
    int left = count;
    if (half == 1) {
      int vectors = Lanes.vectors(count);
      GaussianPairs.join(scratch, MEANS, MEANS + PART, gradient, row, vectors);
      left = Lanes.tail(count);
      row += 2L * vectors * Lanes.BYTES;
      from += (long) vectors * Lanes.BYTES;
    }
    while (left > 0) {
      int run = Math.min(half - col, left);
      long to = row + (long) col * Float.BYTES;
      copy(scratch, from, gradient, to, run);
      copy(scratch, from + PART, gradient, to + (long) half * Float.BYTES, run);
      left -= run;
      from += (long) run * Float.BYTES;
      row += 2L * half * Float.BYTES;
      col = 0;
    }
  }

  private static void copy(MemorySegment from, long at, MemorySegment to, long place, int count) {
    if (count < COPIED_AT_ONCE) {
      for (int i = 0; i < count; i++) {
        to.set(FLOAT, place + (long) i * Float.BYTES, from.get(FLOAT, at + (long) i * Float.BYTES));
      }
    } else {
      MemorySegment.copy(from, at, to, place, (long) count * Float.BYTES);
    }
  }

  /** Copies factors to the beginning of the scratch memory, and fills up the last vector. */
  private static void fill(
      int count, MemorySegment factors, long factorsAt, MemorySegment scratch) {
    MemorySegment.copy(factors, factorsAt, scratch, 0, (long) count * Float.BYTES);
    long end = (long) Lanes.rounds(count) * Lanes.BYTES;
    for (long at = (long) count * Float.BYTES; at < end; at += Float.BYTES) {
      scratch.set(FLOAT, at, 0);
      scratch.set(FLOAT, MEANS + at, 0);
      scratch.set(FLOAT, MEANS + PART + at, 1);
      scratch.set(FLOAT, MEANS + 2 * PART + at, 0);
    }
  }
}
