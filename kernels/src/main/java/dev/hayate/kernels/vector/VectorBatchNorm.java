package dev.hayate.kernels.vector;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;

/** Batch normalisation of vectors, row by row; sums down the rows are made in float32. */
final class VectorBatchNorm {
  private VectorBatchNorm() {}

  static void forward(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
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
