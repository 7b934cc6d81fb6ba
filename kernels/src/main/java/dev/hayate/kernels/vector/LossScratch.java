package dev.hayate.kernels.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Scratch memory of a loss, for each thread. It stays as large as it was ever needed: a few runs of
 * elements, or as much as one row. Losses are computed by threads that train, which are few.
 */
final class LossScratch extends ThreadLocal<LossScratch.Held> {
  private static final LossScratch OF_THREADS = new LossScratch();

  private LossScratch() {}

  /** What a thread has. */
  static final class Held {
    private MemorySegment memory = MemorySegment.NULL;

    private Held() {}
  }

  /** This thread's memory, of at least so many bytes, whatever is in it. */
  static MemorySegment of(long bytes) {
    Held held = OF_THREADS.get();
    if (held.memory.byteSize() < bytes) {
      held.memory = Arena.ofAuto().allocate(bytes, Lanes.BYTES);
    }
    return held.memory;
  }

  @Override
  protected Held initialValue() {
    return new Held();
  }
}
