package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.rprop} in one pass. The product of two gradients may be too small for float32, so
 * the signs are multiplied instead; that of 0 or NaN is 0 or NaN. A tail goes one by one: C1 gives
 * up on a masked one.
 */
final class RpropPass {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_ONE = VectorExp.all(-1);

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
      FloatVector sign =
          gradient
              .blend(ONE, gradient.compare(VectorOperators.GT, ZERO))
              .blend(MINUS_ONE, gradient.compare(VectorOperators.LT, ZERO));
      FloatVector both =
          old.blend(sign, old.compare(VectorOperators.GT, ZERO))
              .blend(ZERO.sub(sign), old.compare(VectorOperators.LT, ZERO));
      VectorMask<Float> turned = both.compare(VectorOperators.LT, ZERO);
      FloatVector factor =
          ONE.blend(grows, both.compare(VectorOperators.GT, ZERO)).blend(shrinks, turned);
      FloatVector grown = FloatVector.fromMemorySegment(SPECIES, size, at, ORDER).mul(factor);
      FloatVector bounded = grown.blend(shortest, grown.compare(VectorOperators.LT, shortest));
      FloatVector length = bounded.blend(longest, bounded.compare(VectorOperators.GT, longest));
      length.intoMemorySegment(size, at, ORDER);
      gradient.blend(ZERO, turned).intoMemorySegment(before, at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, w, at, ORDER)
          .sub(length.mul(sign.blend(ZERO, turned)))
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
