package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.rprop} in one pass. The sign of 0 or NaN is that itself. A tail goes one by one:
 * C1 gives up on a masked one.
 */
final class RpropPass {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_ONE = VectorExp.all(-1);

  /**
   * What two gradients are multiplied by before each other, so that a product of the smallest is
   * not 0. What overflows keeps its sign, and infinity by 0 is a NaN, which counts as no sign too.
   */
  private static final FloatVector LARGE = VectorExp.all(0x1p126f);

  private RpropPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment before,
      MemorySegment size,
      long count,
      float shrink,
      float grow,
      float least,
      float most) {
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(before.isNative(), size.isNative());
    whole(w, g, before, size, Lanes.vectors(count), shrink, grow, least, most);
    if (Lanes.tail(count) > 0) {
      tail(w, g, before, size, count, shrink, grow, least, most);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment before,
      MemorySegment size,
      int vectors,
      float shrink,
      float grow,
      float least,
      float most) {
    FloatVector shrinks = FloatVector.broadcast(SPECIES, shrink);
    FloatVector grows = FloatVector.broadcast(SPECIES, grow);
    FloatVector shortest = FloatVector.broadcast(SPECIES, least);
    FloatVector longest = FloatVector.broadcast(SPECIES, most);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER);
      FloatVector old = FloatVector.fromMemorySegment(SPECIES, before, at, ORDER);
      FloatVector both = gradient.mul(LARGE).mul(old.mul(LARGE));
      VectorMask<Float> turned = both.compare(VectorOperators.LT, ZERO);
      FloatVector factor =
          ONE.blend(grows, both.compare(VectorOperators.GT, ZERO)).blend(shrinks, turned);
      FloatVector grown = FloatVector.fromMemorySegment(SPECIES, size, at, ORDER).mul(factor);
      FloatVector bounded = grown.blend(shortest, grown.compare(VectorOperators.LT, shortest));
      FloatVector length = bounded.blend(longest, bounded.compare(VectorOperators.GT, longest));
      length.intoMemorySegment(size, at, ORDER);
      FloatVector kept = gradient.blend(ZERO, turned);
      kept.intoMemorySegment(before, at, ORDER);
      FloatVector sign =
          kept.blend(ONE, kept.compare(VectorOperators.GT, ZERO))
              .blend(MINUS_ONE, kept.compare(VectorOperators.LT, ZERO));
      FloatVector.fromMemorySegment(SPECIES, w, at, ORDER)
          .sub(length.mul(sign))
          .intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment before,
      MemorySegment size,
      long count,
      float shrink,
      float grow,
      float least,
      float most) {
    for (long at = (long) Lanes.vectors(count) * Lanes.BYTES;
        at < count * Float.BYTES;
        at += Float.BYTES) {
      float gradient = g.get(FLOAT, at);
      float both = Math.signum(gradient) * Math.signum(before.get(FLOAT, at));
      float factor = both > 0 ? grow : both < 0 ? shrink : 1;
      float length = Math.clamp(size.get(FLOAT, at) * factor, least, most);
      float kept = both < 0 ? 0 : gradient;
      size.set(FLOAT, at, length);
      before.set(FLOAT, at, kept);
      w.set(FLOAT, at, w.get(FLOAT, at) - length * Math.signum(kept));
    }
  }
}
