package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.LionRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link LionRule}. The sign of what is 0 or NaN is that itself. */
final class LionPass {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_ONE = VectorExp.all(-1);

  private LionPass() {}

  static void run(LionRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment m = arrays.get(2);
    Lanes.meet(w.isNative(), g.isNative(), m.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector keep1 = FloatVector.broadcast(SPECIES, (float) rule.beta1());
    FloatVector shares1 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta1()));
    FloatVector keep2 = FloatVector.broadcast(SPECIES, (float) rule.beta2());
    FloatVector shares2 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta2()));
    FloatVector shrinks = FloatVector.broadcast(SPECIES, (float) rule.shrink(x));
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors);
      FloatVector mean = FloatVector.fromMemorySegment(SPECIES, m, at, ORDER);
      FloatVector direction = keep1.fma(mean, gradient.mul(shares1));
      keep2.fma(mean, gradient.mul(shares2)).intoMemorySegment(m, at, ORDER);
      FloatVector sign =
          direction
              .blend(ONE, direction.compare(VectorOperators.GT, ZERO))
              .blend(MINUS_ONE, direction.compare(VectorOperators.LT, ZERO));
      sign.fma(down, FloatVector.fromMemorySegment(SPECIES, w, at, ORDER).mul(shrinks))
          .intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
