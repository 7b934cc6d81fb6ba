package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes of {@link MarginSums} over a row: {@code gap = max(0, margin + (x - wanted))} where
 * {@code others} has a 1, and 0 where it has a 0. NaN stays.
 */
@Apart
final class MarginLoops {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);

  private MarginLoops() {}

  /** {@code sum gap}, or of its square. */
  static float sum(
      MemorySegment x,
      long offset,
      MemorySegment others,
      int count,
      float wanted,
      float margin,
      boolean squared) {
    Lanes.meet(x.isNative(), others.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = 0;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector other = FloatVector.fromMemorySegment(SPECIES, others, at, ORDER, mask);
      FloatVector gap =
          FloatVector.fromMemorySegment(SPECIES, x, offset, ORDER, mask).sub(wanted).add(margin);
      FloatVector open =
          gap.blend(ZERO, gap.compare(VectorOperators.LE, ZERO))
              .blend(ZERO, other.compare(VectorOperators.EQ, ZERO));
      sum = sum.add(squared ? open.mul(open) : open);
      at += Lanes.BYTES;
      offset += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }

  /** Adds the derivatives of {@link #sum} to {@code dx}, and returns their sum. */
  static float slopes(
      MemorySegment x,
      MemorySegment dx,
      long offset,
      MemorySegment others,
      int count,
      float wanted,
      float margin,
      boolean squared) {
    Lanes.meet(x.isNative(), dx.isNative(), others.isNative());
    float[] lanes = Lanes.array();
    FloatVector sum = FloatVector.zero(SPECIES);
    int rounds = Lanes.rounds(count);
    long at = 0;
    for (int i = 0; i < rounds; i++) {
      VectorMask<Float> mask =
          Lanes.Numbered.LANE.compare(VectorOperators.LT, Lanes.left(count, i));
      FloatVector other = FloatVector.fromMemorySegment(SPECIES, others, at, ORDER, mask);
      FloatVector gap =
          FloatVector.fromMemorySegment(SPECIES, x, offset, ORDER, mask).sub(wanted).add(margin);
      FloatVector open =
          gap.blend(ZERO, gap.compare(VectorOperators.LE, ZERO))
              .blend(ZERO, other.compare(VectorOperators.EQ, ZERO));
      FloatVector slope =
          squared ? open.add(open) : open.blend(ONE, open.compare(VectorOperators.GT, ZERO));
      FloatVector.fromMemorySegment(SPECIES, dx, offset, ORDER, mask)
          .add(slope)
          .intoMemorySegment(dx, offset, ORDER, mask);
      sum = slope.add(sum);
      at += Lanes.BYTES;
      offset += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
    return Lanes.sum(lanes);
  }
}
