package dev.hayate.kernels.vector;

import dev.hayate.kernels.Stretch;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The step of the last weights of a stretch, by a pass over whole vectors in {@link Remainder}. */
final class StretchEnd {
  /** The place of the gradient, which is only read. */
  private static final int GRADIENT = 1;

  private StretchEnd() {}

  /** Takes a step of the last weights of a stretch whose rule has a pass. */
  static void run(Stretch x, int count) {
    List<MemorySegment> room = Remainder.room();
    List<MemorySegment> arrays = x.segments();
    long at = (x.size() - count) * Float.BYTES;
    for (int i = 0; i < arrays.size(); i++) {
      Remainder.fetch(arrays.get(i), at, room.get(i), count);
    }
    UpdatePasses.run(x, room, 1);
    for (int i = 0; i < arrays.size(); i++) {
      if (i != GRADIENT) {
        Remainder.put(room.get(i), arrays.get(i), at, count);
      }
    }
  }
}
