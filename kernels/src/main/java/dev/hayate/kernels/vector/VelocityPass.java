package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code Updates.rmsprop} with momentum in one pass. A tail goes one by one: C1 gives up on a
 * masked one.
 */
final class VelocityPass {
  private VelocityPass() {}

  static void run(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment velocity,
      long count,
      float rate,
      float decay,
      float alpha,
      float share,
      float epsilon,
      float momentum) {
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(square.isNative(), velocity.isNative());
    whole(
        w, g, square, velocity, Lanes.vectors(count), rate, decay, alpha, share, epsilon, momentum);
    if (Lanes.tail(count) > 0) {
      tail(w, g, square, velocity, count, rate, decay, alpha, share, epsilon, momentum);
    }
  }

  private static void whole(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment velocity,
      int vectors,
      float rate,
      float decay,
      float alpha,
      float share,
      float epsilon,
      float momentum) {
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep = FloatVector.broadcast(SPECIES, alpha);
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector momentums = FloatVector.broadcast(SPECIES, momentum);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          keep.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER),
              direction.mul(direction).mul(shares));
      mean.intoMemorySegment(square, at, ORDER);
      FloatVector scale = mean.lanewise(VectorOperators.SQRT).add(epsilons);
      FloatVector speed =
          momentums.fma(
              FloatVector.fromMemorySegment(SPECIES, velocity, at, ORDER), direction.div(scale));
      speed.intoMemorySegment(velocity, at, ORDER);
      speed.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void tail(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment velocity,
      long count,
      float rate,
      float decay,
      float alpha,
      float share,
      float epsilon,
      float momentum) {
    for (long at = (long) Lanes.vectors(count) * Lanes.BYTES;
        at < count * Float.BYTES;
        at += Float.BYTES) {
      float weight = w.get(FLOAT, at);
      float direction = Math.fma(decay, weight, g.get(FLOAT, at));
      float mean = Math.fma(alpha, square.get(FLOAT, at), direction * direction * share);
      square.set(FLOAT, at, mean);
      float scale = (float) Math.sqrt(mean) + epsilon;
      float speed = Math.fma(momentum, velocity.get(FLOAT, at), direction / scale);
      velocity.set(FLOAT, at, speed);
      w.set(FLOAT, at, Math.fma(speed, -rate, weight));
    }
  }
}
