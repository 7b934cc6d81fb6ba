package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loop over an activation, written once. {@link ActivationLoops} loads a hidden copy of this
 * class for every function, whose {@code FUNCTION} is a constant: each copy sees one type, so the
 * body is inlined and no vector leaves its register. Through one shared loop, the compiler would
 * have to box every vector once it had met several functions.
 */
final class ActivationLoopTemplate implements ActivationLoop {
  private static final VectorFunction FUNCTION = function();

  ActivationLoopTemplate() {}

  private static VectorFunction function() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", VectorFunction.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a class can read its own data", e);
    }
  }

  @Override
  public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, long count) {
    long whole = Lanes.whole(count);
    for (long i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector value = FUNCTION.value(Lanes.load(x, xOffset + i * Float.BYTES));
      Lanes.store(value, y, yOffset + i * Float.BYTES);
    }
    if (whole < count) {
      VectorMask<Float> mask = ActivationLoop.tail(count, whole);
      FloatVector value = FUNCTION.value(Lanes.load(x, xOffset + whole * Float.BYTES, mask));
      Lanes.store(value, y, yOffset + whole * Float.BYTES, mask);
    }
  }

  @Override
  public void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, long count) {
    long whole = Lanes.whole(count);
    for (long i = 0; i < whole; i += Lanes.COUNT) {
      long offset = i * Float.BYTES;
      FloatVector gradient = FUNCTION.gradient(Lanes.load(saved, offset), Lanes.load(dy, offset));
      Lanes.store(gradient, dx, offset);
    }
    if (whole < count) {
      long offset = whole * Float.BYTES;
      VectorMask<Float> mask = ActivationLoop.tail(count, whole);
      FloatVector gradient =
          FUNCTION.gradient(Lanes.load(saved, offset, mask), Lanes.load(dy, offset, mask));
      Lanes.store(gradient, dx, offset, mask);
    }
  }
}
