package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
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
    AdamPass.run(
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
}
