package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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
    long at = (x.size() - count) * Float.BYTES;
    for (int i = 0; i < arrays.size(); i++) {
      fetch(arrays.get(i), at, room.get(i), count);
    }
    UpdatePasses.run(x, room, 1);
    for (int i = 0; i < arrays.size(); i++) {
      if (i != GRADIENT) {
        put(room.get(i), arrays.get(i), at, count);
      }
    }
  }

  /** The lanes that are left over become 0: numbers of another stretch may be slow ones. */
  private static void fetch(MemorySegment from, long at, MemorySegment room, int count) {
    Lanes.meet(from.isNative(), room.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FloatVector.fromMemorySegment(SPECIES, from, at, ORDER, mask).intoMemorySegment(room, 0, ORDER);
  }

  private static void put(MemorySegment room, MemorySegment to, long at, int count) {
    Lanes.meet(room.isNative(), to.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FloatVector.fromMemorySegment(SPECIES, room, 0, ORDER).intoMemorySegment(to, at, ORDER, mask);
  }
}
