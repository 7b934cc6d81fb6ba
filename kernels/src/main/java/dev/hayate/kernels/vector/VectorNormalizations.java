package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.GroupNorm;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarNormalizations;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Softmax and its kin, standardisation and normalisation. */
final class VectorNormalizations extends ScalarNormalizations {
  @Override
  protected void exponentials(Tensor x, Tensor y) {
    MemorySegment from = x.segment();
    MemorySegment to = y.segment();
    int cols = x.cols();
    for (int row = 0; row < x.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      float max = RowPasses.max(from, at, cols);
      float sum = RowPasses.exponentials(from, to, at, cols, max);
      RowPasses.scale(to, at, cols, 1 / sum);
    }
  }

  @Override
  protected void exponentialsGradient(Tensor y, Tensor dy, Tensor dx) {
    int cols = y.cols();
    for (int row = 0; row < y.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      float dot = RowPasses.dot(dy.segment(), at, y.segment(), at, cols);
      RowPasses.softmaxGradient(y.segment(), dy.segment(), dx.segment(), at, cols, dot);
    }
  }

  @Override
  protected void logarithms(Tensor x, Tensor y) {
    MemorySegment from = x.segment();
    MemorySegment to = y.segment();
    int cols = x.cols();
    for (int row = 0; row < x.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      float max = RowPasses.max(from, at, cols);
      float log = (float) Math.log(RowPasses.sumOfExponentials(from, at, cols, max));
      RowPasses.subtract(from, to, at, cols, max, log);
    }
  }

  @Override
  protected void logarithmsGradient(Tensor y, Tensor dy, Tensor dx) {
    int cols = y.cols();
    if (cols <= Lanes.COUNT) {
      ExponentialLoops.gradientRows(y.segment(), dy.segment(), dx.segment(), y.rows(), cols);
      return;
    }
    for (int row = 0; row < y.rows(); row++) {
      long at = (long) row * cols * Float.BYTES;
      float sum = RowPasses.sum(dy.segment(), at, cols);
      RowPasses.logSoftmaxGradient(y.segment(), dy.segment(), dx.segment(), at, cols, sum);
    }
  }

  @Override
  protected void center(Tensor x, Tensor mean, Tensor deviation, Tensor y) {
    for (int row = 0; row < x.rows(); row++) {
      long at = (long) row * x.cols() * Float.BYTES;
      centerRow(x.segment(), mean.segment(), deviation.segment(), y.segment(), at, x.cols());
    }
  }

  @Override
  protected void standardizeChannels(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    if (x.size() == 0) {
      return;
    }
    if (norm.inner() > 1) {
      ChannelPasses.forward(norm, momentum, x, y);
    } else {
      VectorBatchNorm.forward(norm, momentum, x, y);
    }
  }

  @Override
  protected void standardizeChannelsGradient(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    if (norm.inner() > 1) {
      ChannelPasses.backward(norm, x, dy, dx, dweight, dbias);
    } else {
      VectorBatchNorm.backward(norm, x, dy, dx, dweight, dbias);
    }
  }

  @Override
  protected void scaleChannels(ChannelNorm norm, Tensor x, Tensor y) {
    if (norm.inner() > 1) {
      ChannelPasses.forwardFixed(norm, x, y);
    } else {
      FixedNormPasses.forward(norm, x, y);
    }
  }

  @Override
  protected void scaleChannelsGradient(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    if (norm.inner() > 1) {
      ChannelPasses.backwardFixed(norm, x, dy, dx, dweight, dbias);
    } else {
      FixedNormPasses.backward(norm, x, dy, dx, dweight, dbias);
    }
  }

  @Override
  protected void standardizeGroups(GroupNorm norm, Tensor x, Tensor y) {
    VectorGroupNorm.forward(norm, x, y);
  }

  @Override
  protected void standardizeGroupsGradient(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    VectorGroupNorm.backward(norm, x, dy, dx, dweight, dbias);
  }

  private static void centerRow(
      MemorySegment x,
      MemorySegment mean,
      MemorySegment deviation,
      MemorySegment y,
      long offset,
      int count) {
    Lanes.meet(x.isNative(), mean.isNative());
    Lanes.meet(deviation.isNative(), y.isNative());
    int rounds = Lanes.rounds(count);
    long at = 0;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector scale = FloatVector.fromMemorySegment(SPECIES, deviation, at, ORDER, mask);
      // A deviation of zero belongs to a constant column, which is only centred.
      FloatVector divisor = scale.blend(1f, scale.compare(VectorOperators.EQ, 0f));
      FloatVector centred =
          FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER, mask)
              .sub(FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER, mask));
      centred.div(divisor).intoMemorySegment(y, offset + at, ORDER, mask);
      at += Lanes.BYTES;
    }
  }
}
