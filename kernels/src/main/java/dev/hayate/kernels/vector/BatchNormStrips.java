package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.ChannelNorm;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes of batch normalisation down the rows, two vectors of channels wide: what belongs to the
 * channels stays in registers. Sums are made in float32.
 */
final class BatchNormStrips {
  private static final FloatVector ONE = VectorExp.all(1);

  private BatchNormStrips() {}

  /**
   * The statistics of a few channels: {@code mean} holds their sums, and gets their means.
   *
   * @param momentum the share of the batch in the running statistics
   */
  static void statistics(
      MemorySegment x, ChannelNorm norm, float momentum, int col, int rows, int cols) {
    MemorySegment mean = norm.mean().segment();
    MemorySegment scale = norm.scale().segment();
    Lanes.meet(x.isNative(), mean.isNative(), scale.isNative());
    long at = (long) col * Float.BYTES;
    long step = (long) cols * Float.BYTES;
    FloatVector mean0 = FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER).div(rows);
    mean0.intoMemorySegment(mean, at, ORDER);
    FloatVector mean1 =
        FloatVector.fromMemorySegment(SPECIES, mean, at + Lanes.BYTES, ORDER).div(rows);
    mean1.intoMemorySegment(mean, at + Lanes.BYTES, ORDER);
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    long from = at;
    for (int row = 0; rows > 0 && row < rows; row++) {
      FloatVector centred0 = FloatVector.fromMemorySegment(SPECIES, x, from, ORDER).sub(mean0);
      FloatVector centred1 =
          FloatVector.fromMemorySegment(SPECIES, x, from + Lanes.BYTES, ORDER).sub(mean1);
      sum0 = centred0.fma(centred0, sum0);
      sum1 = centred1.fma(centred1, sum1);
      from += step;
    }
    ONE.div(sum0.div(rows).add((float) norm.epsilon()).lanewise(VectorOperators.SQRT))
        .intoMemorySegment(scale, at, ORDER);
    ONE.div(sum1.div(rows).add((float) norm.epsilon()).lanewise(VectorOperators.SQRT))
        .intoMemorySegment(scale, at + Lanes.BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, norm.runningMean().segment(), at, ORDER)
        .mul(1 - momentum)
        .add(mean0.mul(momentum))
        .intoMemorySegment(norm.runningMean().segment(), at, ORDER);
    FloatVector.fromMemorySegment(SPECIES, norm.runningMean().segment(), at + Lanes.BYTES, ORDER)
        .mul(1 - momentum)
        .add(mean1.mul(momentum))
        .intoMemorySegment(norm.runningMean().segment(), at + Lanes.BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, norm.runningVariance().segment(), at, ORDER)
        .mul(1 - momentum)
        .add(sum0.div(rows - 1).mul(momentum))
        .intoMemorySegment(norm.runningVariance().segment(), at, ORDER);
    FloatVector.fromMemorySegment(
            SPECIES, norm.runningVariance().segment(), at + Lanes.BYTES, ORDER)
        .mul(1 - momentum)
        .add(sum1.div(rows - 1).mul(momentum))
        .intoMemorySegment(norm.runningVariance().segment(), at + Lanes.BYTES, ORDER);
  }

  /** {@code y = (x - mean) scale weight + bias} in a few channels. */
  static void normalize(
      MemorySegment x, MemorySegment y, ChannelNorm norm, int col, int rows, int cols) {
    Lanes.meet(x.isNative(), y.isNative());
    long at = (long) col * Float.BYTES;
    long step = (long) cols * Float.BYTES;
    FloatVector mean0 = FloatVector.fromMemorySegment(SPECIES, norm.mean().segment(), at, ORDER);
    FloatVector mean1 =
        FloatVector.fromMemorySegment(SPECIES, norm.mean().segment(), at + Lanes.BYTES, ORDER);
    FloatVector bias0 = FloatVector.fromMemorySegment(SPECIES, norm.bias().segment(), at, ORDER);
    FloatVector bias1 =
        FloatVector.fromMemorySegment(SPECIES, norm.bias().segment(), at + Lanes.BYTES, ORDER);
    FloatVector factor0 =
        FloatVector.fromMemorySegment(SPECIES, norm.scale().segment(), at, ORDER)
            .mul(FloatVector.fromMemorySegment(SPECIES, norm.weight().segment(), at, ORDER));
    FloatVector factor1 =
        FloatVector.fromMemorySegment(SPECIES, norm.scale().segment(), at + Lanes.BYTES, ORDER)
            .mul(
                FloatVector.fromMemorySegment(
                    SPECIES, norm.weight().segment(), at + Lanes.BYTES, ORDER));
    long from = at;
    for (int row = 0; rows > 0 && row < rows; row++) {
      FloatVector.fromMemorySegment(SPECIES, x, from, ORDER)
          .sub(mean0)
          .fma(factor0, bias0)
          .intoMemorySegment(y, from, ORDER);
      FloatVector.fromMemorySegment(SPECIES, x, from + Lanes.BYTES, ORDER)
          .sub(mean1)
          .fma(factor1, bias1)
          .intoMemorySegment(y, from + Lanes.BYTES, ORDER);
      from += step;
    }
  }

  /** {@code dbias = sum dy, dweight = sum dy (x - mean) scale} in a few channels. */
  static void sums(
      MemorySegment x,
      MemorySegment dy,
      ChannelNorm norm,
      MemorySegment dweight,
      MemorySegment dbias,
      int col,
      int rows,
      int cols) {
    Lanes.meet(x.isNative(), dy.isNative());
    Lanes.meet(dweight.isNative(), dbias.isNative());
    long at = (long) col * Float.BYTES;
    long step = (long) cols * Float.BYTES;
    FloatVector mean0 = FloatVector.fromMemorySegment(SPECIES, norm.mean().segment(), at, ORDER);
    FloatVector mean1 =
        FloatVector.fromMemorySegment(SPECIES, norm.mean().segment(), at + Lanes.BYTES, ORDER);
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector dot0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector dot1 = FloatVector.zero(SPECIES);
    long from = at;
    for (int row = 0; rows > 0 && row < rows; row++) {
      FloatVector back0 = FloatVector.fromMemorySegment(SPECIES, dy, from, ORDER);
      FloatVector back1 = FloatVector.fromMemorySegment(SPECIES, dy, from + Lanes.BYTES, ORDER);
      sum0 = back0.add(sum0);
      dot0 = FloatVector.fromMemorySegment(SPECIES, x, from, ORDER).sub(mean0).fma(back0, dot0);
      sum1 = back1.add(sum1);
      dot1 =
          FloatVector.fromMemorySegment(SPECIES, x, from + Lanes.BYTES, ORDER)
              .sub(mean1)
              .fma(back1, dot1);
      from += step;
    }
    sum0.intoMemorySegment(dbias, at, ORDER);
    dot0.mul(FloatVector.fromMemorySegment(SPECIES, norm.scale().segment(), at, ORDER))
        .intoMemorySegment(dweight, at, ORDER);
    sum1.intoMemorySegment(dbias, at + Lanes.BYTES, ORDER);
    dot1.mul(
            FloatVector.fromMemorySegment(SPECIES, norm.scale().segment(), at + Lanes.BYTES, ORDER))
        .intoMemorySegment(dweight, at + Lanes.BYTES, ORDER);
  }

  /**
   * {@code dx = weight scale (dy - (normal dweight + dbias) / rows)} in a few channels, with {@code
   * normal = (x - mean) scale}.
   */
  static void gradient(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      ChannelNorm norm,
      MemorySegment dweight,
      MemorySegment dbias,
      int col,
      int rows,
      int cols) {
    Lanes.meet(x.isNative(), dy.isNative(), dx.isNative());
    long at = (long) col * Float.BYTES;
    long step = (long) cols * Float.BYTES;
    FloatVector mean0 = FloatVector.fromMemorySegment(SPECIES, norm.mean().segment(), at, ORDER);
    FloatVector mean1 =
        FloatVector.fromMemorySegment(SPECIES, norm.mean().segment(), at + Lanes.BYTES, ORDER);
    FloatVector scale0 = FloatVector.fromMemorySegment(SPECIES, norm.scale().segment(), at, ORDER);
    FloatVector slope0 =
        FloatVector.fromMemorySegment(SPECIES, dweight, at, ORDER).div(rows).mul(scale0);
    FloatVector shift0 = FloatVector.fromMemorySegment(SPECIES, dbias, at, ORDER).div(rows);
    FloatVector factor0 =
        FloatVector.fromMemorySegment(SPECIES, norm.weight().segment(), at, ORDER).mul(scale0);
    FloatVector scale1 =
        FloatVector.fromMemorySegment(SPECIES, norm.scale().segment(), at + Lanes.BYTES, ORDER);
    FloatVector slope1 =
        FloatVector.fromMemorySegment(SPECIES, dweight, at + Lanes.BYTES, ORDER)
            .div(rows)
            .mul(scale1);
    FloatVector shift1 =
        FloatVector.fromMemorySegment(SPECIES, dbias, at + Lanes.BYTES, ORDER).div(rows);
    FloatVector factor1 =
        FloatVector.fromMemorySegment(SPECIES, norm.weight().segment(), at + Lanes.BYTES, ORDER)
            .mul(scale1);
    long from = at;
    for (int row = 0; rows > 0 && row < rows; row++) {
      FloatVector back0 =
          FloatVector.fromMemorySegment(SPECIES, x, from, ORDER).sub(mean0).fma(slope0, shift0);
      FloatVector.fromMemorySegment(SPECIES, dy, from, ORDER)
          .sub(back0)
          .mul(factor0)
          .intoMemorySegment(dx, from, ORDER);
      FloatVector back1 =
          FloatVector.fromMemorySegment(SPECIES, x, from + Lanes.BYTES, ORDER)
              .sub(mean1)
              .fma(slope1, shift1);
      FloatVector.fromMemorySegment(SPECIES, dy, from + Lanes.BYTES, ORDER)
          .sub(back1)
          .mul(factor1)
          .intoMemorySegment(dx, from + Lanes.BYTES, ORDER);
      from += step;
    }
  }
}
