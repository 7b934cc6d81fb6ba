package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of a single row, for batches too small for tiles: 8 sums over four panels of B
 * at once, so that four streams of memory and both pipes are busy.
 */
final class RowTiles {
  /** The panels that one call takes. */
  static final int PANELS = 4;

  private RowTiles() {}

  /**
   * One row of C over four neighbouring panels, {@code panel} bytes apart in B; see {@link
   * TallTiles}.
   */
  static void tile1x8(
      MemorySegment a,
      long aOffset,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      long panel,
      int k,
      MemorySegment addend,
      long addendOffset,
      boolean add,
      MemorySegment c,
      long cOffset) {
    FloatVector s0 = start(addend, addendOffset, 0, add);
    FloatVector s1 = start(addend, addendOffset, 1, add);
    FloatVector s2 = start(addend, addendOffset, 2, add);
    FloatVector s3 = start(addend, addendOffset, 3, add);
    FloatVector s4 = start(addend, addendOffset, 4, add);
    FloatVector s5 = start(addend, addendOffset, 5, add);
    FloatVector s6 = start(addend, addendOffset, 6, add);
    FloatVector s7 = start(addend, addendOffset, 7, add);
    long pa = aOffset;
    long pb = bOffset;
    for (int p = 0; p < k; p++) {
      FloatVector x =
          FloatVector.broadcast(Lanes.SPECIES, a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, pa));
      s0 = x.fma(Lanes.load(b, pb), s0);
      s1 = x.fma(Lanes.load(b, pb + Lanes.BYTES), s1);
      s2 = x.fma(Lanes.load(b, pb + panel), s2);
      s3 = x.fma(Lanes.load(b, pb + panel + Lanes.BYTES), s3);
      s4 = x.fma(Lanes.load(b, pb + 2 * panel), s4);
      s5 = x.fma(Lanes.load(b, pb + 2 * panel + Lanes.BYTES), s5);
      s6 = x.fma(Lanes.load(b, pb + 3 * panel), s6);
      s7 = x.fma(Lanes.load(b, pb + 3 * panel + Lanes.BYTES), s7);
      pa += aStep;
      pb += bStep;
    }
    Lanes.store(s0, c, cOffset);
    Lanes.store(s1, c, cOffset + Lanes.BYTES);
    Lanes.store(s2, c, cOffset + 2L * Lanes.BYTES);
    Lanes.store(s3, c, cOffset + 3L * Lanes.BYTES);
    Lanes.store(s4, c, cOffset + 4L * Lanes.BYTES);
    Lanes.store(s5, c, cOffset + 5L * Lanes.BYTES);
    Lanes.store(s6, c, cOffset + 6L * Lanes.BYTES);
    Lanes.store(s7, c, cOffset + 7L * Lanes.BYTES);
  }

  private static FloatVector start(MemorySegment addend, long offset, int vector, boolean add) {
    return add
        ? Lanes.load(addend, offset + (long) vector * Lanes.BYTES)
        : FloatVector.zero(Lanes.SPECIES);
  }
}
