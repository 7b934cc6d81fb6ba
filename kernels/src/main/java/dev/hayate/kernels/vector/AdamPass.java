package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code Updates.adam} in one pass. A tail goes one by one: C1 gives up on a masked one. */
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
    for (long at = (long) Lanes.vectors(count) * Lanes.BYTES;
        at < count * Float.BYTES;
        at += Float.BYTES) {
      float weight = w.get(FLOAT, at);
      float direction = Math.fma(decay, weight, g.get(FLOAT, at));
      float mean = Math.fma(beta1, m.get(FLOAT, at), direction * share1);
      float square = Math.fma(beta2, v.get(FLOAT, at), direction * direction * share2);
      m.set(FLOAT, at, mean);
      v.set(FLOAT, at, square);
      float scale = (float) Math.sqrt(square) * root + epsilon;
      w.set(FLOAT, at, weight * shrink - mean * stepSize / scale);
    }
  }
}
