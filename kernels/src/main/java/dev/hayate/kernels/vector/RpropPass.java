package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.RpropRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link RpropRule}. The sign of what is 0 or NaN is that itself. */
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

  static void run(RpropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment before = arrays.get(2);
    MemorySegment size = arrays.get(3);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(before.isNative(), size.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector shrinks = FloatVector.broadcast(SPECIES, (float) rule.shrink());
    FloatVector grows = FloatVector.broadcast(SPECIES, (float) rule.grow());
    FloatVector shortest = FloatVector.broadcast(SPECIES, (float) rule.least());
    FloatVector longest = FloatVector.broadcast(SPECIES, (float) rule.most());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors);
      FloatVector both =
          gradient
              .mul(LARGE)
              .mul(FloatVector.fromMemorySegment(SPECIES, before, at, ORDER).mul(LARGE));
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
}
