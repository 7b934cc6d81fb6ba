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
    int vectors = Lanes.vectors(count);
    long from = xOffset;
    long to = yOffset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      Lanes.store(FUNCTION.value(Lanes.load(x, from)), y, to);
      from += Lanes.BYTES;
      to += Lanes.BYTES;
    }
    if (Lanes.hasTail(count)) {
      VectorMask<Float> mask = Lanes.tail(count);
      Lanes.store(FUNCTION.value(Lanes.load(x, from, mask)), y, to, mask);
    }
  }

  @Override
  public void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, long count) {
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      Lanes.store(FUNCTION.gradient(Lanes.load(saved, at), Lanes.load(dy, at)), dx, at);
      at += Lanes.BYTES;
    }
    if (Lanes.hasTail(count)) {
      VectorMask<Float> mask = Lanes.tail(count);
      FloatVector gradient =
          FUNCTION.gradient(Lanes.load(saved, at, mask), Lanes.load(dy, at, mask));
      Lanes.store(gradient, dx, at, mask);
    }
  }
}
