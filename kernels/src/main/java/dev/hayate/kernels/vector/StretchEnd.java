package dev.hayate.kernels.vector;

import dev.hayate.kernels.Stretch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last weights of a stretch, which do not fill a vector: copied to where there is room for one,
 * so that passes over whole vectors need no tail. Each thread has such room, a few hundred bytes.
 */
final class StretchEnd extends ThreadLocal<List<MemorySegment>> {
  /** The weights, the gradient, and up to three tensors. */
  private static final int MOST = 5;

  /** The place of the gradient, which is only read. */
  private static final int GRADIENT = 1;

  private static final StretchEnd OF_THREADS = new StretchEnd();

  private StretchEnd() {}

  @Override
  protected List<MemorySegment> initialValue() {
    return Stream.generate(() -> Arena.ofAuto().allocate(Lanes.BYTES, Lanes.BYTES))
        .limit(MOST)
        .toList();
  }

  /** Takes a step of the last weights of a stretch whose rule has a pass. */
  static void run(Stretch x, int count) {
    List<MemorySegment> room = OF_THREADS.get();
    List<MemorySegment> arrays = x.segments();
    long bytes = (long) count * Float.BYTES;
    long from = x.size() * Float.BYTES - bytes;
    for (int i = 0; i < arrays.size(); i++) {
      // What was left there may have become denormal since, which is slow.
      room.get(i).fill((byte) 0);
      MemorySegment.copy(arrays.get(i), from, room.get(i), 0, bytes);
    }
    UpdatePasses.run(x, room, 1);
    for (int i = 0; i < arrays.size(); i++) {
      if (i != GRADIENT) {
        MemorySegment.copy(room.get(i), 0, arrays.get(i), from, bytes);
      }
    }
  }
}
