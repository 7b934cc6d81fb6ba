package dev.hayate.kernels.vector;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation of vectors; sums down the rows are made in float32. Where strips of channels
 * leave none over, as with hidden layers they do, a strip takes all passes while it is in a cache;
 * else each pass goes row by row.
 */
final class VectorBatchNorm {
  private static final int TWO = 2 * Lanes.COUNT;

  private VectorBatchNorm() {}

  static void forward(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    if (norm.channels() % TWO == 0) {
      forwardStrips(norm, (float) momentum, x, y);
    } else {
      forwardRows(norm, momentum, x, y);
    }
  }

  private static void forwardStrips(ChannelNorm norm, float momentum, Tensor x, Tensor y) {
    int cols = norm.channels();
    int rows = (int) (x.size() / cols);
    VectorReductions.sums(x.segment(), rows, cols, false, norm.mean().segment());
    for (int col = 0; col < cols; col += TWO) {
      BatchNormStrips.statistics(x.segment(), norm, momentum, col, rows, cols);
      BatchNormStrips.normalize(x.segment(), y.segment(), norm, col, rows, cols);
    }
  }

  private static void forwardRows(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    int channels = norm.channels();
    int rows = (int) (x.size() / channels);
    long step = (long) channels * Float.BYTES;
    MemorySegment mean = norm.mean().segment();
    MemorySegment scale = norm.scale().segment();
    VectorReductions.sums(x.segment(), rows, channels, false, mean);
    for (int channel = 0; channel < channels; channel++) {
      ChannelPasses.put(norm.mean(), channel, ChannelPasses.get(norm.mean(), channel) / rows);
    }
    scale.fill((byte) 0);
    for (int row = 0; row < rows; row++) {
      ColumnPasses.addSquares(x.segment(), row * step, mean, scale, channels);
    }
    for (int channel = 0; channel < channels; channel++) {
      double squares = ChannelPasses.get(norm.scale(), channel);
      ChannelPasses.finish(norm, channel, momentum, squares, rows);
    }
    for (int row = 0; row < rows; row++) {
      ColumnPasses.normalize(
          x.segment(),
          y.segment(),
          row * step,
          mean,
          scale,
          norm.weight().segment(),
          norm.bias().segment(),
          channels);
    }
  }

  static void backward(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    if (norm.channels() % TWO == 0) {
      backwardStrips(norm, x, dy, dx, dweight, dbias);
    } else {
      backwardRows(norm, x, dy, dx, dweight, dbias);
    }
  }

  private static void backwardStrips(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    int cols = norm.channels();
    int rows = (int) (x.size() / cols);
    MemorySegment from = x.segment();
    MemorySegment back = dy.segment();
    MemorySegment dots = dweight.segment();
    MemorySegment sums = dbias.segment();
    for (int col = 0; col < cols; col += TWO) {
      BatchNormStrips.sums(from, back, norm, dots, sums, col, rows, cols);
      BatchNormStrips.gradient(from, back, dx.segment(), norm, dots, sums, col, rows, cols);
    }
  }

  private static void backwardRows(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    int channels = norm.channels();
    int rows = (int) (x.size() / channels);
    long step = (long) channels * Float.BYTES;
    MemorySegment mean = norm.mean().segment();
    MemorySegment scale = norm.scale().segment();
    VectorReductions.sums(dy.segment(), rows, channels, false, dbias.segment());
    dweight.segment().fill((byte) 0);
    for (int row = 0; row < rows; row++) {
      ColumnPasses.addDots(
          x.segment(), dy.segment(), row * step, mean, scale, dweight.segment(), channels);
    }
    for (int row = 0; row < rows; row++) {
      ColumnPasses.gradient(
          x.segment(),
          dy.segment(),
          dx.segment(),
          row * step,
          mean,
          scale,
          norm.weight().segment(),
          dweight.segment(),
          dbias.segment(),
          1f / rows,
          channels);
    }
  }
}
