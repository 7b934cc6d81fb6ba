package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The last elements of arrays, which do not fill a vector: copied to where there is room for one,
 * so that loops over whole vectors need no tail. Each thread has such room, a few hundred bytes.
 */
@Apart
final class Remainder extends ThreadLocal<List<MemorySegment>> {
  /** The most arrays that a loop works on. */
  private static final int MOST = 5;

  private static final Remainder OF_THREADS = new Remainder();

  private Remainder() {}

  @Override
  protected List<MemorySegment> initialValue() {
    return Stream.generate(() -> Arena.ofAuto().allocate(Lanes.BYTES, Lanes.BYTES))
        .limit(MOST)
        .toList();
  }

  /** This thread's room, for a vector each of five arrays. */
  static List<MemorySegment> room() {
    return OF_THREADS.get();
  }

  /** The lanes that are left over become 0: numbers of another array may be slow ones. */
  static void fetch(MemorySegment from, long at, MemorySegment room, int count) {
    Lanes.meet(from.isNative(), room.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FloatVector.fromMemorySegment(SPECIES, from, at, ORDER, mask).intoMemorySegment(room, 0, ORDER);
  }

  /** Puts the first lanes back. */
  static void put(MemorySegment room, MemorySegment to, long at, int count) {
    Lanes.meet(room.isNative(), to.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FloatVector.fromMemorySegment(SPECIES, room, 0, ORDER).intoMemorySegment(to, at, ORDER, mask);
  }
}
