package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What {@link GatePasses} does with whole vectors. */
@Apart
final class GateLoops {
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector INFINITE = VectorExp.all(Float.POSITIVE_INFINITY);
  private static final FloatVector SHUT = VectorExp.all(Float.NEGATIVE_INFINITY);

  private GateLoops() {}

  static void forward(MemorySegment x, long a, long b, MemorySegment y, long to, int vectors) {
    Lanes.meet(x.isNative(), y.isNative());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gate = FloatVector.fromMemorySegment(SPECIES, x, b + at, ORDER);
      FloatVector value = FloatVector.fromMemorySegment(SPECIES, x, a + at, ORDER);
      SigmoidFunction.sigmoid(gate)
          .mul(value)
          .blend(
              value,
              value
                  .abs()
                  .compare(VectorOperators.EQ, INFINITE)
                  .and(gate.compare(VectorOperators.GT, SHUT)))
          .intoMemorySegment(y, to + at, ORDER);
      at += Lanes.BYTES;
    }
  }

  static void backward(
      MemorySegment x, long a, long b, MemorySegment dy, long from, MemorySegment dx, int vectors) {
    Lanes.meet(x.isNative(), dy.isNative(), dx.isNative());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector open =
          SigmoidFunction.sigmoid(FloatVector.fromMemorySegment(SPECIES, x, b + at, ORDER));
      FloatVector back = FloatVector.fromMemorySegment(SPECIES, dy, from + at, ORDER);
      back.mul(FloatVector.fromMemorySegment(SPECIES, x, a + at, ORDER))
          .mul(open)
          .mul(ONE.sub(open))
          .intoMemorySegment(dx, b + at, ORDER);
      back.mul(open).intoMemorySegment(dx, a + at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
