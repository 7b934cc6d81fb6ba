package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Optimizer steps in float32: one pass, in which each array is read and written once. A tail is
 * masked and runs through the same arithmetic, in a place of its own: a mask in the loop would cost
 * more than all the rest.
 */
final class VectorUpdates extends AdaptiveUpdates {
  @Override
  protected void descend(Tensor w, Tensor g, double rate, double decay) {
    plain(w.segment(), g.segment(), w.size(), (float) rate, (float) decay);
  }

  private static void plain(MemorySegment w, MemorySegment g, long count, float rate, float decay) {
    Lanes.meet(w.isNative(), g.isNative());
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector down = FloatVector.broadcast(SPECIES, -rate);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      direction.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = Lanes.first(Lanes.tail(count));
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
      direction.fma(down, weight).intoMemorySegment(w, at, ORDER, mask);
    }
  }

  @Override
  protected void descend(
      Tensor w,
      Tensor g,
      Tensor v,
      double rate,
      double decay,
      double momentum,
      double dampening,
      boolean nesterov) {
    MomentumPass.run(
        w.segment(),
        g.segment(),
        v.segment(),
        w.size(),
        (float) rate,
        (float) decay,
        (float) momentum,
        (float) (1 - dampening),
        nesterov);
  }

  @Override
  protected void adapt(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double decay,
      boolean decoupled,
      long step) {
    double correction1 = 1 - Math.pow(beta1, (double) step);
    double correction2 = 1 - Math.pow(beta2, (double) step);
    adam(
        w.segment(),
        g.segment(),
        m.segment(),
        v.segment(),
        w.size(),
        (float) (rate / correction1),
        (float) (1 / Math.sqrt(correction2)),
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) epsilon,
        decoupled ? 0 : (float) decay,
        decoupled ? (float) (1 - rate * decay) : 1);
  }

  private static void adam(
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
    FloatVector stepSizes = FloatVector.broadcast(SPECIES, stepSize);
    FloatVector roots = FloatVector.broadcast(SPECIES, root);
    FloatVector shares1 = FloatVector.broadcast(SPECIES, share1);
    FloatVector shares2 = FloatVector.broadcast(SPECIES, share2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector shrinks = FloatVector.broadcast(SPECIES, shrink);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector keep1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector keep2 = FloatVector.broadcast(SPECIES, beta2);
    int vectors = Lanes.vectors(count);
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
    // A tail one by one, with the same roundings: a second copy of the vectors would be too much to
    // inline where other segments have been on the heap.
    long end = count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
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
