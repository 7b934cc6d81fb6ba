package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.AsgdRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** {@link AsgdRule}. */
final class AsgdPass {
  private AsgdPass() {}

  static void run(AsgdRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment average = arrays.get(2);
    Lanes.meet(w.isNative(), g.isNative(), average.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector penalties = FloatVector.broadcast(SPECIES, (float) rule.penalty());
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -rule.rate(x));
    FloatVector keep = FloatVector.broadcast(SPECIES, (float) rule.kept(x));
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) (1 - rule.kept(x)));
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          penalties.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector moved = direction.fma(down, weight);
      moved.intoMemorySegment(w, at, ORDER);
      keep.fma(FloatVector.fromMemorySegment(SPECIES, average, at, ORDER), moved.mul(shares))
          .intoMemorySegment(average, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
