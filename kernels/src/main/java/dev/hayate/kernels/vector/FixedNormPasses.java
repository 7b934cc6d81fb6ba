package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Batch normalisation of vectors by the running statistics. A vector of channels goes down a block
 * of rows, so that its scale, a root and a quotient that nobody keeps, is made once for all of
 * them. {@code normal} is {@code (x - mean) scale}.
 */
final class FixedNormPasses {
  /** Rows in a block: enough to hide a scale, few enough for each to be a stream of its own. */
  private static final int BLOCK = 16;

  private static final FloatVector ONE = VectorExp.all(1);

  private FixedNormPasses() {}

  /** {@code y = normal weight + bias}. */
  static void forward(ChannelNorm norm, Tensor x, Tensor y) {
    int channels = norm.channels();
    int rows = (int) (x.size() / channels);
    int vectors = Lanes.vectors(channels);
    int tail = Lanes.tail(channels);
    for (int row = 0; row < rows; row += BLOCK) {
      int count = Math.min(BLOCK, rows - row);
      long from = (long) row * channels * Float.BYTES;
      for (int i = 0; i < vectors; i++) {
        strip(norm, x.segment(), y.segment(), from, (long) i * Lanes.BYTES, count, channels);
      }
      if (tail > 0) {
        long at = (long) vectors * Lanes.BYTES;
        edge(norm, x.segment(), y.segment(), from, at, count, channels, tail);
      }
    }
  }

  private static void strip(
      ChannelNorm norm, MemorySegment x, MemorySegment y, long from, long at, int rows, int cols) {
    Lanes.meet(x.isNative(), y.isNative());
    FloatVector variance =
        FloatVector.fromMemorySegment(SPECIES, norm.runningVariance().segment(), at, ORDER);
    FloatVector scale =
        ONE.div(variance.add((float) norm.epsilon()).lanewise(VectorOperators.SQRT));
    FloatVector mean =
        FloatVector.fromMemorySegment(SPECIES, norm.runningMean().segment(), at, ORDER);
    FloatVector weight = FloatVector.fromMemorySegment(SPECIES, norm.weight().segment(), at, ORDER);
    FloatVector bias = FloatVector.fromMemorySegment(SPECIES, norm.bias().segment(), at, ORDER);
    long place = from + at;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, place, ORDER)
          .sub(mean)
          .mul(scale)
          .mul(weight)
          .add(bias)
          .intoMemorySegment(y, place, ORDER);
      place += (long) cols * Float.BYTES;
    }
  }

  private static void edge(
      ChannelNorm norm,
      MemorySegment x,
      MemorySegment y,
      long from,
      long at,
      int rows,
      int cols,
      int lanes) {
    Lanes.meet(x.isNative(), y.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    FloatVector variance =
        FloatVector.fromMemorySegment(SPECIES, norm.runningVariance().segment(), at, ORDER, mask);
    FloatVector scale =
        ONE.div(variance.add((float) norm.epsilon()).lanewise(VectorOperators.SQRT));
    FloatVector mean =
        FloatVector.fromMemorySegment(SPECIES, norm.runningMean().segment(), at, ORDER, mask);
    FloatVector weight =
        FloatVector.fromMemorySegment(SPECIES, norm.weight().segment(), at, ORDER, mask);
    FloatVector bias =
        FloatVector.fromMemorySegment(SPECIES, norm.bias().segment(), at, ORDER, mask);
    long place = from + at;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, place, ORDER, mask)
          .sub(mean)
          .mul(scale)
          .mul(weight)
          .add(bias)
          .intoMemorySegment(y, place, ORDER, mask);
      place += (long) cols * Float.BYTES;
    }
  }

  /** {@code dx = dy weight scale, dweight = sum dy normal, dbias = sum dy}. */
  static void backward(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    int channels = norm.channels();
    int rows = (int) (x.size() / channels);
    dweight.segment().fill((byte) 0);
    dbias.segment().fill((byte) 0);
    for (int row = 0; row < rows; row += BLOCK) {
      int count = Math.min(BLOCK, rows - row);
      long from = (long) row * channels * Float.BYTES;
      for (int col = 0; col < channels; col += Lanes.COUNT) {
        sumStrip(dy, dbias, from, col, count);
        dotStrip(norm, x, dy, dweight, from, col, count);
        gradientStrip(norm, dy, dx, from, col, count);
      }
    }
  }

  private static void sumStrip(Tensor dy, Tensor dbias, long from, int col, int rows) {
    int channels = (int) dbias.size();
    VectorMask<Float> mask = SPECIES.indexInRange(0, channels - col);
    MemorySegment gradient = dy.segment();
    MemorySegment sums = dbias.segment();
    Lanes.meet(gradient.isNative(), sums.isNative());
    long at = (long) col * Float.BYTES;
    FloatVector sum = FloatVector.fromMemorySegment(SPECIES, sums, at, ORDER, mask);
    long place = from + at;
    for (int i = 0; rows > 0 && i < rows; i++) {
      sum = FloatVector.fromMemorySegment(SPECIES, gradient, place, ORDER, mask).add(sum);
      place += (long) channels * Float.BYTES;
    }
    sum.intoMemorySegment(sums, at, ORDER, mask);
  }

  /** Apart from the sums: with both C1 would not have registers enough. */
  private static void dotStrip(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dweight, long from, int col, int rows) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, norm.channels() - col);
    MemorySegment data = x.segment();
    MemorySegment gradient = dy.segment();
    Lanes.meet(data.isNative(), gradient.isNative());
    long at = (long) col * Float.BYTES;
    FloatVector mean =
        FloatVector.fromMemorySegment(SPECIES, norm.runningMean().segment(), at, ORDER, mask);
    FloatVector variance =
        FloatVector.fromMemorySegment(SPECIES, norm.runningVariance().segment(), at, ORDER, mask);
    FloatVector scale =
        ONE.div(variance.add((float) norm.epsilon()).lanewise(VectorOperators.SQRT));
    FloatVector dot = FloatVector.fromMemorySegment(SPECIES, dweight.segment(), at, ORDER, mask);
    long place = from + at;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector back = FloatVector.fromMemorySegment(SPECIES, gradient, place, ORDER, mask);
      FloatVector normal =
          FloatVector.fromMemorySegment(SPECIES, data, place, ORDER, mask).sub(mean).mul(scale);
      dot = normal.fma(back, dot);
      place += (long) norm.channels() * Float.BYTES;
    }
    dot.intoMemorySegment(dweight.segment(), at, ORDER, mask);
  }

  private static void gradientStrip(
      ChannelNorm norm, Tensor dy, Tensor dx, long from, int col, int rows) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, norm.channels() - col);
    MemorySegment gradient = dy.segment();
    MemorySegment result = dx.segment();
    Lanes.meet(gradient.isNative(), result.isNative());
    long at = (long) col * Float.BYTES;
    FloatVector variance =
        FloatVector.fromMemorySegment(SPECIES, norm.runningVariance().segment(), at, ORDER, mask);
    FloatVector factor =
        ONE.div(variance.add((float) norm.epsilon()).lanewise(VectorOperators.SQRT))
            .mul(FloatVector.fromMemorySegment(SPECIES, norm.weight().segment(), at, ORDER, mask));
    long place = from + at;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, gradient, place, ORDER, mask)
          .mul(factor)
          .intoMemorySegment(result, place, ORDER, mask);
      place += (long) norm.channels() * Float.BYTES;
    }
  }
}
