package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.moments} in one pass: the steps that NAdam and RAdam have in common. The tail has
 * a method of its own, since C1, through which code passes on its way to C2, gives up on a method
 * with so many vectors.
 */
final class MomentsPass {
  private MomentsPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      long count,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(m.isNative(), v.isNative());
    int vectors = Lanes.vectors(count);
    whole(
        w,
        g,
        m,
        v,
        vectors,
        beta1,
        beta2,
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
          count,
          beta1,
          beta2,
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
      int vectors,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) decay);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, (float) beta1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, (float) beta2);
    FloatVector rates = FloatVector.broadcast(SPECIES, (float) gradientRate);
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          keep1.fma(FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(share1));
      FloatVector square =
          keep2.fma(
              FloatVector.fromMemorySegment(SPECIES, v, at, ORDER),
              direction.mul(direction).mul(share2));
      mean.intoMemorySegment(m, at, ORDER);
      square.intoMemorySegment(v, at, ORDER);
      FloatVector scale =
          square.lanewise(VectorOperators.SQRT).mul((float) rootFactor).add((float) epsilon);
      FloatVector move = rates.fma(direction, mean.mul((float) meanRate));
      weight.mul((float) shrink).sub(move.div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      long count,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) decay);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, (float) beta1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, (float) beta2);
    FloatVector rates = FloatVector.broadcast(SPECIES, (float) gradientRate);
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    long at = (long) Lanes.vectors(count) * Lanes.BYTES;
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
    FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
    FloatVector direction =
        decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
    FloatVector mean =
        keep1.fma(
            FloatVector.fromMemorySegment(SPECIES, m, at, ORDER, mask), direction.mul(share1));
    FloatVector square =
        keep2.fma(
            FloatVector.fromMemorySegment(SPECIES, v, at, ORDER, mask),
            direction.mul(direction).mul(share2));
    mean.intoMemorySegment(m, at, ORDER, mask);
    square.intoMemorySegment(v, at, ORDER, mask);
    FloatVector scale =
        square.lanewise(VectorOperators.SQRT).mul((float) rootFactor).add((float) epsilon);
    FloatVector move = rates.fma(direction, mean.mul((float) meanRate));
    weight.mul((float) shrink).sub(move.div(scale)).intoMemorySegment(w, at, ORDER, mask);
  }
}
