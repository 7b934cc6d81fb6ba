package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarUpdates;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Optimizer steps in float32: one pass, in which each array is read and written once. A rule that
 * has none runs by its definition.
 */
final class VectorUpdates extends ScalarUpdates {
  @Override
  protected void follow(Stretch x) {
    if (!UpdatePasses.run(x, x.segments(), Lanes.vectors(x.size()))) {
      super.follow(x);
    } else if (Lanes.tail(x.size()) > 0) {
      StretchEnd.run(x, Lanes.tail(x.size()));
    }
  }

  @Override
  protected void blend(Tensor a, Tensor w, double keep) {
    average(a.segment(), w.segment(), a.size(), (float) keep, (float) (1 - keep));
  }

  private static void average(
      MemorySegment a, MemorySegment w, long count, float keep, float share) {
    Lanes.meet(a.isNative(), w.isNative());
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    FloatVector keeps = FloatVector.broadcast(SPECIES, keep);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector next = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER).mul(shares);
      keeps
          .fma(FloatVector.fromMemorySegment(SPECIES, a, at, ORDER), next)
          .intoMemorySegment(a, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector next = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask).mul(shares);
      keeps
          .fma(FloatVector.fromMemorySegment(SPECIES, a, at, ORDER, mask), next)
          .intoMemorySegment(a, at, ORDER, mask);
    }
  }
}
