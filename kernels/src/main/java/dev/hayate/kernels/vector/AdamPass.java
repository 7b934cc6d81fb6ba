package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.adam} in one pass. The tail has a method of its own: two copies of the vectors
 * would be too much to inline where other segments have been on the heap.
 */
final class AdamPass {
  private AdamPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      long count,
      float stepSize,
      float root,
      float beta1,
      float share1,
      float beta2,
      float share2,
      float epsilon,
      float decay,
      float shrink) {
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(m.isNative(), v.isNative());
    whole(
        w,
        g,
        m,
        v,
        Lanes.vectors(count),
        stepSize,
        root,
        beta1,
        share1,
        beta2,
        share2,
        epsilon,
        decay,
        shrink);
    if (Lanes.tail(count) > 0) {
      tail(w, g, m, v, count, stepSize, root, beta1, share1, beta2, share2, epsilon, decay, shrink);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      int vectors,
      float stepSize,
      float root,
      float beta1,
      float share1,
      float beta2,
      float share2,
      float epsilon,
      float decay,
      float shrink) {
    FloatVector stepSizes = FloatVector.broadcast(SPECIES, stepSize);
    FloatVector roots = FloatVector.broadcast(SPECIES, root);
    FloatVector shares1 = FloatVector.broadcast(SPECIES, share1);
    FloatVector shares2 = FloatVector.broadcast(SPECIES, share2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector shrinks = FloatVector.broadcast(SPECIES, shrink);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          keep1.fma(FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(shares1));
      FloatVector square =
          keep2.fma(
              FloatVector.fromMemorySegment(SPECIES, v, at, ORDER),
              direction.mul(direction).mul(shares2));
      mean.intoMemorySegment(m, at, ORDER);
      square.intoMemorySegment(v, at, ORDER);
      FloatVector scale = square.lanewise(VectorOperators.SQRT).mul(roots).add(epsilons);
      weight.mul(shrinks).sub(mean.mul(stepSizes).div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      long count,
      float stepSize,
      float root,
      float beta1,
      float share1,
      float beta2,
      float share2,
      float epsilon,
      float decay,
      float shrink) {
    FloatVector stepSizes = FloatVector.broadcast(SPECIES, stepSize);
    FloatVector roots = FloatVector.broadcast(SPECIES, root);
    FloatVector shares1 = FloatVector.broadcast(SPECIES, share1);
    FloatVector shares2 = FloatVector.broadcast(SPECIES, share2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector shrinks = FloatVector.broadcast(SPECIES, shrink);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
    long at = (long) Lanes.vectors(count) * Lanes.BYTES;
    VectorMask<Float> mask = Lanes.first(Lanes.tail(count));
    FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
    FloatVector direction =
        decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
    FloatVector mean =
        keep1.fma(
            FloatVector.fromMemorySegment(SPECIES, m, at, ORDER, mask), direction.mul(shares1));
    FloatVector square =
        keep2.fma(
            FloatVector.fromMemorySegment(SPECIES, v, at, ORDER, mask),
            direction.mul(direction).mul(shares2));
    mean.intoMemorySegment(m, at, ORDER, mask);
    square.intoMemorySegment(v, at, ORDER, mask);
    FloatVector scale = square.lanewise(VectorOperators.SQRT).mul(roots).add(epsilons);
    weight.mul(shrinks).sub(mean.mul(stepSizes).div(scale)).intoMemorySegment(w, at, ORDER, mask);
  }
}
