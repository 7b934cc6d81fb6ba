package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@code Updates.adamax} in one pass. The tail has a method of its own, since C1, through which
 * code passes on its way to C2, gives up on a method with so many vectors.
 */
final class AdamaxPass {
  private AdamaxPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment norm,
      long count,
      float rate,
      float decay,
      float beta1,
      float beta2,
      float epsilon,
      float beta1Left) {
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(m.isNative(), norm.isNative());
    int vectors = Lanes.vectors(count);
    whole(w, g, m, norm, vectors, rate, decay, beta1, beta2, epsilon, beta1Left);
    if (Lanes.tail(count) > 0) {
      tail(w, g, m, norm, count, rate, decay, beta1, beta2, epsilon, beta1Left);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment norm,
      int vectors,
      float rate,
      float decay,
      float beta1,
      float beta2,
      float epsilon,
      float beta1Left) {
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector betas2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector beta1Lefts = FloatVector.broadcast(SPECIES, beta1Left);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector beta1s = FloatVector.broadcast(SPECIES, beta1);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          beta1s.fma(
              FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(beta1Lefts));
      // Numbers that are not negative are in the order of their bits, and NaN comes last.
      FloatVector largest =
          FloatVector.fromMemorySegment(SPECIES, norm, at, ORDER)
              .mul(betas2)
              .abs()
              .reinterpretAsInts()
              .max(direction.abs().add(epsilons).reinterpretAsInts())
              .reinterpretAsFloats();
      mean.intoMemorySegment(m, at, ORDER);
      largest.intoMemorySegment(norm, at, ORDER);
      weight.sub(mean.mul(rates).div(largest)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment norm,
      long count,
      float rate,
      float decay,
      float beta1,
      float beta2,
      float epsilon,
      float beta1Left) {
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector betas2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector beta1Lefts = FloatVector.broadcast(SPECIES, beta1Left);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector beta1s = FloatVector.broadcast(SPECIES, beta1);
    long at = (long) Lanes.vectors(count) * Lanes.BYTES;
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
    FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
    FloatVector direction =
        decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
    FloatVector mean =
        beta1s.fma(
            FloatVector.fromMemorySegment(SPECIES, m, at, ORDER, mask), direction.mul(beta1Lefts));
    FloatVector largest =
        FloatVector.fromMemorySegment(SPECIES, norm, at, ORDER, mask)
            .mul(betas2)
            .max(direction.abs().add(epsilons));
    mean.intoMemorySegment(m, at, ORDER, mask);
    largest.intoMemorySegment(norm, at, ORDER, mask);
    weight.sub(mean.mul(rates).div(largest)).intoMemorySegment(w, at, ORDER, mask);
  }
}
