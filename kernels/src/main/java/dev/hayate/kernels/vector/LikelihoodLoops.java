package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes of {@link LikelihoodSums}, over parts of rows. What is wanted of a class is {@code q =
 * w (a t + b)}, of a weight w, a target t and two numbers that say how far targets are smoothed.
 */
@Apart
final class LikelihoodLoops {
  private LikelihoodLoops() {}

  /** {@code sum q}. */
  static float wanted(
      MemorySegment target,
      long targetAt,
      MemorySegment weights,
      long weightsAt,
      int count,
      float a,
      float b) {
    Lanes.meet(target.isNative(), weights.isNative());
    float[] lanes = Lanes.array();
    FloatVector rest = FloatVector.broadcast(SPECIES, b);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector share =
          FloatVector.fromMemorySegment(SPECIES, target, targetAt, ORDER, mask).mul(a).add(rest);
      sum = share.fma(FloatVector.fromMemorySegment(SPECIES, weights, weightsAt, ORDER, mask), sum);
      targetAt += Lanes.BYTES;
      weightsAt += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  /** {@code sum q (log - (x - max))}. */
  static float sum(
      MemorySegment x,
      long xAt,
      MemorySegment target,
      long targetAt,
      MemorySegment weights,
      long weightsAt,
      int count,
      float a,
      float b,
      float log,
      float max) {
    Lanes.meet(x.isNative(), target.isNative(), weights.isNative());
    float[] lanes = Lanes.array();
    FloatVector rest = FloatVector.broadcast(SPECIES, b);
    FloatVector logs = FloatVector.broadcast(SPECIES, log);
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector less =
          logs.sub(FloatVector.fromMemorySegment(SPECIES, x, xAt, ORDER, mask).sub(max));
      sum =
          FloatVector.fromMemorySegment(SPECIES, target, targetAt, ORDER, mask)
              .mul(a)
              .add(rest)
              .mul(FloatVector.fromMemorySegment(SPECIES, weights, weightsAt, ORDER, mask))
              .fma(less, sum);
      xAt += Lanes.BYTES;
      targetAt += Lanes.BYTES;
      weightsAt += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  /** {@code dx = dx scale - q factor}. */
  static void gradient(
      MemorySegment dx,
      long dxAt,
      MemorySegment target,
      long targetAt,
      MemorySegment weights,
      long weightsAt,
      int count,
      float a,
      float b,
      float scale,
      float factor) {
    Lanes.meet(dx.isNative(), target.isNative(), weights.isNative());
    FloatVector rest = FloatVector.broadcast(SPECIES, b);
    int rounds = Lanes.rounds(count);
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector wanted =
          FloatVector.fromMemorySegment(SPECIES, target, targetAt, ORDER, mask)
              .mul(a)
              .add(rest)
              .mul(FloatVector.fromMemorySegment(SPECIES, weights, weightsAt, ORDER, mask));
      FloatVector.fromMemorySegment(SPECIES, dx, dxAt, ORDER, mask)
          .mul(scale)
          .sub(wanted.mul(factor))
          .intoMemorySegment(dx, dxAt, ORDER, mask);
      dxAt += Lanes.BYTES;
      targetAt += Lanes.BYTES;
      weightsAt += Lanes.BYTES;
    }
  }
}
