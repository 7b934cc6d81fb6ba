package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels for 16 vector registers, and for the rows that {@link TallTiles} leave: 4 rows,
 * whose 8 sums just cover the latency of two pipes, and 1 row.
 *
 * <p>Element {@code (i, p)} of A lies at {@code aOffset + i aRow + p aStep}, row {@code p} of B at
 * {@code bOffset + p bStep}, all in bytes. The sums replace what was in C: to add in here too would
 * make the methods too large for C2 to inline all of it, and vectors would be boxed.
 */
final class ShortTiles {
  private ShortTiles() {}

  /** 4 rows by 2 vectors: 8 sums in registers. */
  static void tile4x2(
      MemorySegment a,
      long aOffset,
      long aRow,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment c,
      long cOffset,
      long cRow) {
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    FloatVector s1a = zero;
    FloatVector s1b = zero;
    FloatVector s2a = zero;
    FloatVector s2b = zero;
    FloatVector s3a = zero;
    FloatVector s3b = zero;
    long pa = aOffset;
    long pb = bOffset;
    for (int p = 0; p < k; p++) {
      FloatVector ba = Lanes.load(b, pb);
      FloatVector bb = Lanes.load(b, pb + Lanes.BYTES);
      FloatVector a0 = broadcast(a, pa);
      s0a = a0.fma(ba, s0a);
      s0b = a0.fma(bb, s0b);
      FloatVector a1 = broadcast(a, pa + aRow);
      s1a = a1.fma(ba, s1a);
      s1b = a1.fma(bb, s1b);
      FloatVector a2 = broadcast(a, pa + 2 * aRow);
      s2a = a2.fma(ba, s2a);
      s2b = a2.fma(bb, s2b);
      FloatVector a3 = broadcast(a, pa + 3 * aRow);
      s3a = a3.fma(ba, s3a);
      s3b = a3.fma(bb, s3b);
      pa += aStep;
      pb += bStep;
    }
    Lanes.store(s0a, c, cOffset);
    Lanes.store(s0b, c, cOffset + Lanes.BYTES);
    Lanes.store(s1a, c, cOffset + cRow);
    Lanes.store(s1b, c, cOffset + cRow + Lanes.BYTES);
    Lanes.store(s2a, c, cOffset + 2 * cRow);
    Lanes.store(s2b, c, cOffset + 2 * cRow + Lanes.BYTES);
    Lanes.store(s3a, c, cOffset + 3 * cRow);
    Lanes.store(s3b, c, cOffset + 3 * cRow + Lanes.BYTES);
  }

  /** 4 rows by 1 vector: 4 sums in registers. */
  static void tile4x1(
      MemorySegment a,
      long aOffset,
      long aRow,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment c,
      long cOffset,
      long cRow) {
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector s0a = zero;
    FloatVector s1a = zero;
    FloatVector s2a = zero;
    FloatVector s3a = zero;
    long pa = aOffset;
    long pb = bOffset;
    for (int p = 0; p < k; p++) {
      FloatVector ba = Lanes.load(b, pb);
      FloatVector a0 = broadcast(a, pa);
      s0a = a0.fma(ba, s0a);
      FloatVector a1 = broadcast(a, pa + aRow);
      s1a = a1.fma(ba, s1a);
      FloatVector a2 = broadcast(a, pa + 2 * aRow);
      s2a = a2.fma(ba, s2a);
      FloatVector a3 = broadcast(a, pa + 3 * aRow);
      s3a = a3.fma(ba, s3a);
      pa += aStep;
      pb += bStep;
    }
    Lanes.store(s0a, c, cOffset);
    Lanes.store(s1a, c, cOffset + cRow);
    Lanes.store(s2a, c, cOffset + 2 * cRow);
    Lanes.store(s3a, c, cOffset + 3 * cRow);
  }

  /** 1 rows by 2 vectors: 2 sums in registers. */
  static void tile1x2(
      MemorySegment a,
      long aOffset,
      long aRow,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment c,
      long cOffset,
      long cRow) {
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    long pa = aOffset;
    long pb = bOffset;
    for (int p = 0; p < k; p++) {
      FloatVector ba = Lanes.load(b, pb);
      FloatVector bb = Lanes.load(b, pb + Lanes.BYTES);
      FloatVector a0 = broadcast(a, pa);
      s0a = a0.fma(ba, s0a);
      s0b = a0.fma(bb, s0b);
      pa += aStep;
      pb += bStep;
    }
    Lanes.store(s0a, c, cOffset);
    Lanes.store(s0b, c, cOffset + Lanes.BYTES);
  }

  private static FloatVector broadcast(MemorySegment a, long offset) {
    return FloatVector.broadcast(Lanes.SPECIES, a.get(ValueLayout.JAVA_FLOAT, offset));
  }
}
