package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@code Updates.sgd} with momentum in one pass. Nesterov's step has a loop of its own: a branch
 * that always goes the same way is one more thing that C2 moves in front of a loop and bets on, and
 * a hundred lost bets, one for each time that it compiles the method anew, take many seconds.
 */
final class MomentumPass {
  private MomentumPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment v,
      long count,
      float rate,
      float decay,
      float momentum,
      float share,
      boolean nesterov) {
    Lanes.meet(w.isNative(), g.isNative(), v.isNative());
    int vectors = Lanes.vectors(count);
    if (nesterov) {
      nesterov(w, g, v, vectors, rate, decay, momentum, share);
    } else {
      heavyBall(w, g, v, vectors, rate, decay, momentum, share);
    }
    if (Lanes.tail(count) > 0) {
      tail(w, g, v, count, rate, decay, momentum, share, nesterov);
    }
  }

  private static void heavyBall(
      MemorySegment w,
      MemorySegment g,
      MemorySegment v,
      int vectors,
      float rate,
      float decay,
      float momentum,
      float share) {
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep = FloatVector.broadcast(SPECIES, momentum);
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector velocity =
          keep.fma(FloatVector.fromMemorySegment(SPECIES, v, at, ORDER), direction.mul(shares));
      velocity.intoMemorySegment(v, at, ORDER);
      velocity.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void nesterov(
      MemorySegment w,
      MemorySegment g,
      MemorySegment v,
      int vectors,
      float rate,
      float decay,
      float momentum,
      float share) {
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep = FloatVector.broadcast(SPECIES, momentum);
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector velocity =
          keep.fma(FloatVector.fromMemorySegment(SPECIES, v, at, ORDER), direction.mul(shares));
      velocity.intoMemorySegment(v, at, ORDER);
      keep.fma(velocity, direction).fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment v,
      long count,
      float rate,
      float decay,
      float momentum,
      float share,
      boolean nesterov) {
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep = FloatVector.broadcast(SPECIES, momentum);
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    long at = (long) Lanes.vectors(count) * Lanes.BYTES;
    VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
    FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
    FloatVector direction =
        decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
    FloatVector velocity =
        keep.fma(FloatVector.fromMemorySegment(SPECIES, v, at, ORDER, mask), direction.mul(shares));
    velocity.intoMemorySegment(v, at, ORDER, mask);
    FloatVector step = nesterov ? keep.fma(velocity, direction) : velocity;
    step.fma(down, weight).intoMemorySegment(w, at, ORDER, mask);
  }
}
