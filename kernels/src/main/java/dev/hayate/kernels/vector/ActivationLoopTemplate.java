package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loop over an activation, written once. The build makes a copy for every function, in which
 * its body stands in the place of the calls, so that no vector leaves its register; {@link
 * ActivationLoops} loads it as a hidden class for each setting of the function, whose {@code
 * FUNCTION} is a constant. Through one shared loop, the compiler would have to box every vector
 * once it had met several functions.
 */
@Apart
@CopiedFor(VectorFunction.class)
final class ActivationLoopTemplate {
  private static final VectorFunction FUNCTION = function();

  private ActivationLoopTemplate() {}

  private static VectorFunction function() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", VectorFunction.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a class can read its own data", e);
    }
  }

  static void forward(MemorySegment x, long from, MemorySegment y, long to, int vectors) {
    Lanes.meet(x.isNative(), y.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FUNCTION
          .value(FloatVector.fromMemorySegment(SPECIES, x, from, ORDER))
          .intoMemorySegment(y, to, ORDER);
      from += Lanes.BYTES;
      to += Lanes.BYTES;
    }
  }

  static void forwardTail(MemorySegment x, long from, MemorySegment y, long to, int count) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FUNCTION
        .value(FloatVector.fromMemorySegment(SPECIES, x, from, ORDER, mask))
        .intoMemorySegment(y, to, ORDER, mask);
  }

  static void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, int vectors) {
    long at = 0;
    Lanes.meet(saved.isNative(), dy.isNative(), dx.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FUNCTION
          .gradient(
              FloatVector.fromMemorySegment(SPECIES, saved, at, ORDER),
              FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER))
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  static void backwardTail(
      MemorySegment saved, MemorySegment dy, MemorySegment dx, long at, int count) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FUNCTION
        .gradient(
            FloatVector.fromMemorySegment(SPECIES, saved, at, ORDER, mask),
            FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER, mask))
        .intoMemorySegment(dx, at, ORDER, mask);
  }
}
