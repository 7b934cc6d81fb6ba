package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Runs one activation over memory. Stateless; safe to share.
 *
 * <p>The loops are {@link Apart}. Inlined into one caller, the loops of two functions are more than
 * C2 takes in, and in the second one the vectors would be boxed.
 */
final class ActivationLoop {
  private final MethodHandle forward;
  private final MethodHandle forwardTail;
  private final MethodHandle backward;
  private final MethodHandle backwardTail;

  /** A loop of the four methods of {@link ActivationLoopTemplate}. */
  ActivationLoop(
      MethodHandle forward,
      MethodHandle forwardTail,
      MethodHandle backward,
      MethodHandle backwardTail) {
    this.forward = forward;
    this.forwardTail = forwardTail;
    this.backward = backward;
    this.backwardTail = backwardTail;
  }

  /** {@code y = f(x)} for {@code count} elements from the given offsets in bytes. */
  void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, long count) {
    int vectors = Lanes.vectors(count);
    int tail = Lanes.tail(count);
    long done = (long) vectors * Lanes.BYTES;
    try {
      if (vectors > 0) {
        forward.invokeExact(x, xOffset, y, yOffset, vectors);
      }
      if (tail > 0) {
        forwardTail.invokeExact(x, xOffset + done, y, yOffset + done, tail);
      }
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** {@code dx = gradient(saved, dy)} for the first {@code count} elements of each. */
  void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, long count) {
    int vectors = Lanes.vectors(count);
    int tail = Lanes.tail(count);
    try {
      if (vectors > 0) {
        backward.invokeExact(saved, dy, dx, vectors);
      }
      if (tail > 0) {
        backwardTail.invokeExact(saved, dy, dx, (long) vectors * Lanes.BYTES, tail);
      }
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** What a loop threw, which declares nothing. */
  static RuntimeException thrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
