package dev.hayate.kernels.vector;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarActivations;
import java.lang.foreign.MemorySegment;

/** Activations, a vector at a time. */
final class VectorActivations extends ScalarActivations {
  /** Elements of one slope whose gradients are added in float32 before they join the sum. */
  private static final int BLOCK = 4096;

  @Override
  protected void apply(Activation f, Tensor x, Tensor y) {
    ActivationLoops.of(f).forward(x.segment(), 0, y.segment(), 0, x.size());
  }

  @Override
  protected void applyGradient(Activation f, Tensor saved, Tensor dy, Tensor dx) {
    ActivationLoops.of(f).backward(saved.segment(), dy.segment(), dx.segment(), saved.size());
  }

  @Override
  protected void bend(Tensor x, Tensor slope, int inner, Tensor y) {
    MemorySegment from = x.segment();
    MemorySegment to = y.segment();
    int slopes = (int) slope.size();
    if (inner == 1 && slopes > 1) {
      long row = (long) slopes * Float.BYTES;
      for (long at = 0; at < x.size() * Float.BYTES; at += row) {
        SlopePasses.bendRow(from, to, at, slope.segment(), slopes);
      }
      return;
    }
    long period = period(x, slope, inner);
    for (int channel = 0; channel < slopes; channel++) {
      float factor = ChannelPasses.get(slope, channel);
      for (long run = (long) channel * inner; run < x.size(); run += period) {
        long end = run + run(x, slope, inner);
        for (long i = run; i < end; i += BLOCK) {
          SlopePasses.bend(from, to, i * Float.BYTES, (int) Math.min(BLOCK, end - i), factor);
        }
      }
    }
  }

  /** The elements of one slope that lie together: all of them if there is one slope. */
  private static long run(Tensor x, Tensor slope, int inner) {
    return slope.size() == 1 ? x.size() : inner;
  }

  /** The elements from one run of a slope to its next. */
  private static long period(Tensor x, Tensor slope, int inner) {
    return slope.size() * run(x, slope, inner);
  }

  @Override
  protected void bendGradient(
      Tensor x, Tensor slope, int inner, Tensor dy, Tensor dx, Tensor dslope) {
    int slopes = (int) slope.size();
    if (inner == 1 && slopes > 1) {
      bendRowsGradient(x, slope, dy, dx, dslope);
      return;
    }
    long period = period(x, slope, inner);
    for (int channel = 0; channel < slopes; channel++) {
      float factor = ChannelPasses.get(slope, channel);
      double sum = 0;
      for (long run = (long) channel * inner; run < x.size(); run += period) {
        long end = run + run(x, slope, inner);
        for (long i = run; i < end; i += BLOCK) {
          int count = (int) Math.min(BLOCK, end - i);
          long at = i * Float.BYTES;
          sum += SlopePasses.gradient(x.segment(), dy.segment(), dx.segment(), at, count, factor);
        }
      }
      ChannelPasses.put(dslope, channel, (float) sum);
    }
  }

  private static void bendRowsGradient(
      Tensor x, Tensor slope, Tensor dy, Tensor dx, Tensor dslope) {
    MemorySegment sums = dslope.segment();
    sums.fill((byte) 0);
    int slopes = (int) slope.size();
    long row = (long) slopes * Float.BYTES;
    for (long at = 0; at < x.size() * Float.BYTES; at += row) {
      SlopePasses.gradientRow(
          x.segment(), dy.segment(), dx.segment(), at, slope.segment(), sums, slopes);
    }
  }

  @Override
  protected void gate(Tensor x, Tensor y) {
    int cols = y.cols();
    long half = (long) cols * Float.BYTES;
    for (int row = 0; row < y.rows(); row++) {
      long a = 2L * row * half;
      GatePasses.forward(x.segment(), a, a + half, y.segment(), row * half, cols);
    }
  }

  @Override
  protected void gateGradient(Tensor x, Tensor dy, Tensor dx) {
    int cols = dy.cols();
    long half = (long) cols * Float.BYTES;
    for (int row = 0; row < dy.rows(); row++) {
      long a = 2L * row * half;
      GatePasses.backward(x.segment(), a, a + half, dy.segment(), row * half, dx.segment(), cols);
    }
  }
}
