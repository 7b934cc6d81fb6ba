package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.lion} in one pass. The sign of what is 0 or NaN is that itself. The tail has a
 * method of its own; see {@link AdamPass}.
 */
final class LionPass {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_ONE = VectorExp.all(-1);

  private LionPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      long count,
      float rate,
      float shrink,
      float beta1,
      float share1,
      float beta2,
      float share2) {
    Lanes.meet(w.isNative(), g.isNative(), m.isNative());
    whole(w, g, m, Lanes.vectors(count), rate, shrink, beta1, share1, beta2, share2);
    if (Lanes.tail(count) > 0) {
      tail(w, g, m, count, rate, shrink, beta1, share1, beta2, share2);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      int vectors,
      float rate,
      float shrink,
      float beta1,
      float share1,
      float beta2,
      float share2) {
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    FloatVector shrinks = FloatVector.broadcast(SPECIES, shrink);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector shares1 = FloatVector.broadcast(SPECIES, share1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector shares2 = FloatVector.broadcast(SPECIES, share2);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER);
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

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      long count,
      float rate,
      float shrink,
      float beta1,
      float share1,
      float beta2,
      float share2) {
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    FloatVector shrinks = FloatVector.broadcast(SPECIES, shrink);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector shares1 = FloatVector.broadcast(SPECIES, share1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector shares2 = FloatVector.broadcast(SPECIES, share2);
    long at = (long) Lanes.vectors(count) * Lanes.BYTES;
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));

    FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask);
    FloatVector mean = FloatVector.fromMemorySegment(SPECIES, m, at, ORDER, mask);
    FloatVector direction = keep1.fma(mean, gradient.mul(shares1));
    keep2.fma(mean, gradient.mul(shares2)).intoMemorySegment(m, at, ORDER, mask);
    FloatVector sign =
        direction
            .blend(ONE, direction.compare(VectorOperators.GT, ZERO))
            .blend(MINUS_ONE, direction.compare(VectorOperators.LT, ZERO));
    sign.fma(down, FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask).mul(shrinks))
        .intoMemorySegment(w, at, ORDER, mask);
  }
}
