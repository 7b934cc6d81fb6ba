package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;

/** Runs one activation over memory. Stateless; safe to share. */
interface ActivationLoop {
  /** {@code y = f(x)} for {@code count} elements from the given offsets in bytes. */
  void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, long count);

  /** {@code dx = gradient(saved, dy)} for the first {@code count} elements of each. */
  void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, long count);
}
