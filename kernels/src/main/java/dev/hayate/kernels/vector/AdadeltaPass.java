package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.adadelta} in one pass. The tail has a method of its own, since C1, through which
 * code passes on its way to C2, gives up on a method with so many vectors.
 */
final class AdadeltaPass {
  private AdadeltaPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment delta,
      long count,
      float rate,
      float decay,
      float rho,
      float epsilon,
      float rhoLeft) {
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(square.isNative(), delta.isNative());
    int vectors = Lanes.vectors(count);
    whole(w, g, square, delta, vectors, rate, decay, rho, epsilon, rhoLeft);
    if (Lanes.tail(count) > 0) {
      tail(w, g, square, delta, count, rate, decay, rho, epsilon, rhoLeft);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment delta,
      int vectors,
      float rate,
      float decay,
      float rho,
      float epsilon,
      float rhoLeft) {
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector rhoLefts = FloatVector.broadcast(SPECIES, rhoLeft);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector rhos = FloatVector.broadcast(SPECIES, rho);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          rhos.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER),
              direction.mul(direction).mul(rhoLefts));
      FloatVector before = FloatVector.fromMemorySegment(SPECIES, delta, at, ORDER);
      FloatVector root =
          before.add(epsilons).div(mean.add(epsilons)).lanewise(VectorOperators.SQRT);
      FloatVector update = direction.mul(root);
      mean.intoMemorySegment(square, at, ORDER);
      rhos.fma(before, update.mul(update).mul(rhoLefts)).intoMemorySegment(delta, at, ORDER);
      weight.sub(update.mul(rates)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment delta,
      long count,
      float rate,
      float decay,
      float rho,
      float epsilon,
      float rhoLeft) {
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector rhoLefts = FloatVector.broadcast(SPECIES, rhoLeft);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector rhos = FloatVector.broadcast(SPECIES, rho);
    long at = (long) Lanes.vectors(count) * Lanes.BYTES;
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
    FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
    FloatVector direction =
        decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
    FloatVector mean =
        rhos.fma(
            FloatVector.fromMemorySegment(SPECIES, square, at, ORDER, mask),
            direction.mul(direction).mul(rhoLefts));
    FloatVector before = FloatVector.fromMemorySegment(SPECIES, delta, at, ORDER, mask);
    FloatVector root = before.add(epsilons).div(mean.add(epsilons)).lanewise(VectorOperators.SQRT);
    FloatVector update = direction.mul(root);
    mean.intoMemorySegment(square, at, ORDER, mask);
    rhos.fma(before, update.mul(update).mul(rhoLefts)).intoMemorySegment(delta, at, ORDER, mask);
    weight.sub(update.mul(rates)).intoMemorySegment(w, at, ORDER, mask);
  }
}
