package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The loops over a loss, written once and loaded as a hidden copy for every loss; see {@link
 * ActivationLoopTemplate}.
 */
@Apart
final class PointLossTemplate {
  private static final VectorPointLoss LOSS = loss();

  private PointLossTemplate() {}

  private static VectorPointLoss loss() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", VectorPointLoss.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a class can read its own data", e);
    }
  }

  static void sum(MemorySegment x, MemorySegment target, long at, int vectors, float[] lanes) {
    Lanes.meet(x.isNative(), target.isNative());
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      sum =
          sum.add(
              LOSS.value(
                  FloatVector.fromMemorySegment(SPECIES, x, at, ORDER),
                  FloatVector.fromMemorySegment(SPECIES, target, at, ORDER)));
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
  }

  static void gradient(
      MemorySegment x, MemorySegment target, MemorySegment dx, long at, int vectors, float factor) {
    Lanes.meet(x.isNative(), target.isNative(), dx.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      LOSS.gradient(
              FloatVector.fromMemorySegment(SPECIES, x, at, ORDER),
              FloatVector.fromMemorySegment(SPECIES, target, at, ORDER))
          .mul(factor)
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
