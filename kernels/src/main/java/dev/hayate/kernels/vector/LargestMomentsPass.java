package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.moments} by the largest square so far, in one pass, as AMSGrad has it. A tail goes
 * one by one: C1 gives up on a masked one.
 */
final class LargestMomentsPass {
  private LargestMomentsPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      MemorySegment most,
      long count,
      float beta1,
      float beta2,
      float share1,
      float share2,
      float decay,
      float shrink,
      float gradientRate,
      float meanRate,
      float rootFactor,
      float epsilon) {
    Lanes.meet(w.isNative(), g.isNative(), m.isNative());
    Lanes.meet(v.isNative(), most.isNative());
    whole(
        w,
        g,
        m,
        v,
        most,
        Lanes.vectors(count),
        beta1,
        beta2,
        share1,
        share2,
        decay,
        shrink,
        gradientRate,
        meanRate,
        rootFactor,
        epsilon);
    if (Lanes.tail(count) > 0) {
      tail(
          w,
          g,
          m,
          v,
          most,
          count,
          beta1,
          beta2,
          share1,
          share2,
          decay,
          shrink,
          gradientRate,
          meanRate,
          rootFactor,
          epsilon);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      MemorySegment most,
      int vectors,
      float beta1,
      float beta2,
      float share1,
      float share2,
      float decay,
      float shrink,
      float gradientRate,
      float meanRate,
      float rootFactor,
      float epsilon) {
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector rates = FloatVector.broadcast(SPECIES, gradientRate);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          keep1.fma(FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(share1));
      mean.intoMemorySegment(m, at, ORDER);
      FloatVector square =
          keep2.fma(
              FloatVector.fromMemorySegment(SPECIES, v, at, ORDER),
              direction.mul(direction).mul(share2));
      square.intoMemorySegment(v, at, ORDER);
      // Numbers that are not negative are in the order of their bits, and NaN comes last.
      FloatVector largest =
          FloatVector.fromMemorySegment(SPECIES, most, at, ORDER)
              .abs()
              .reinterpretAsInts()
              .max(square.abs().reinterpretAsInts())
              .reinterpretAsFloats();
      largest.intoMemorySegment(most, at, ORDER);
      FloatVector scale = largest.lanewise(VectorOperators.SQRT).mul(rootFactor).add(epsilon);
      FloatVector move = rates.fma(direction, mean.mul(meanRate));
      weight.mul(shrink).sub(move.div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      MemorySegment most,
      long count,
      float beta1,
      float beta2,
      float share1,
      float share2,
      float decay,
      float shrink,
      float gradientRate,
      float meanRate,
      float rootFactor,
      float epsilon) {
    for (long at = (long) Lanes.vectors(count) * Lanes.BYTES;
        at < count * Float.BYTES;
        at += Float.BYTES) {
      float weight = w.get(FLOAT, at);
      float direction = Math.fma(decay, weight, g.get(FLOAT, at));
      float mean = Math.fma(beta1, m.get(FLOAT, at), direction * share1);
      m.set(FLOAT, at, mean);
      float square = Math.fma(beta2, v.get(FLOAT, at), direction * direction * share2);
      v.set(FLOAT, at, square);
      float largest = Math.max(square, most.get(FLOAT, at));
      most.set(FLOAT, at, largest);
      float scale = (float) Math.sqrt(largest) * rootFactor + epsilon;
      float move = Math.fma(gradientRate, direction, mean * meanRate);
      w.set(FLOAT, at, weight * shrink - move / scale);
    }
  }
}
