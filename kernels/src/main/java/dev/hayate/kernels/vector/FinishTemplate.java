package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loops of epilogues, written once. {@link Finish} loads a copy of this class for every
 * function, as {@link ActivationLoopTemplate} says, and tells why vectors are any distance apart.
 */
@Apart
@CopiedFor(VectorFunction.class)
final class FinishTemplate {
  private static final VectorFunction FUNCTION = function();

  private FinishTemplate() {}

  private static VectorFunction function() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", VectorFunction.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a class can read its own data", e);
    }
  }

  /** {@code c = f(c)} for vectors that are {@code cStep} bytes apart. */
  static void value(MemorySegment c, long ct, long cStep, int vectors) {
    Lanes.meet(c.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FUNCTION
          .value(FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER))
          .intoMemorySegment(c, ct, ORDER);
      ct += cStep;
    }
  }

  /** The same for the ends of rows, of fewer elements than a vector has. */
  static void valueTail(MemorySegment c, long ct, long cStep, int rows, int count) {
    Lanes.meet(c.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    for (int i = 0; rows > 0 && i < rows; i++) {
      FUNCTION
          .value(FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER, mask))
          .intoMemorySegment(c, ct, ORDER, mask);
      ct += cStep;
    }
  }

  /** {@code c = gradient(saved, c)} for vectors of each. */
  static void gradient(
      MemorySegment c, long ct, long cStep, MemorySegment saved, long st, long sStep, int vectors) {
    Lanes.meet(c.isNative(), saved.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FUNCTION
          .gradient(
              FloatVector.fromMemorySegment(SPECIES, saved, st, ORDER),
              FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER))
          .intoMemorySegment(c, ct, ORDER);
      ct += cStep;
      st += sStep;
    }
  }

  /** The same for the ends of rows. */
  static void gradientTail(
      MemorySegment c,
      long ct,
      long cStep,
      MemorySegment saved,
      long st,
      long sStep,
      int rows,
      int count) {
    Lanes.meet(c.isNative(), saved.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    for (int i = 0; rows > 0 && i < rows; i++) {
      FUNCTION
          .gradient(
              FloatVector.fromMemorySegment(SPECIES, saved, st, ORDER, mask),
              FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER, mask))
          .intoMemorySegment(c, ct, ORDER, mask);
      ct += cStep;
      st += sStep;
    }
  }
}
