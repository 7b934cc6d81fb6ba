package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels for 32 vector registers: 8 rows. With 16 sums there are two fused
 * multiply-additions a cycle for each of the two pipes' four cycles of latency and to spare, 10
 * loads feed 16 of them, and the method is small enough for C2 to inline all of it. With 12 rows it
 * is not: the last stores stay calls, and vectors are boxed.
 *
 * <p>Element {@code (i, p)} of A lies at {@code aOffset + i aRow + p aStep}, row {@code p} of B at
 * {@code bOffset + p bStep}, all in bytes. The sums replace what was in C: to add in here too would
 * make the methods too large for C2 to inline all of it, and vectors would be boxed.
 */
final class TallTiles {
  private TallTiles() {}

  /** 8 rows by 2 vectors: 16 sums in registers. */
  static void tile8x2(
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
    FloatVector s4a = zero;
    FloatVector s4b = zero;
    FloatVector s5a = zero;
    FloatVector s5b = zero;
    FloatVector s6a = zero;
    FloatVector s6b = zero;
    FloatVector s7a = zero;
    FloatVector s7b = zero;
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
      FloatVector a4 = broadcast(a, pa + 4 * aRow);
      s4a = a4.fma(ba, s4a);
      s4b = a4.fma(bb, s4b);
      FloatVector a5 = broadcast(a, pa + 5 * aRow);
      s5a = a5.fma(ba, s5a);
      s5b = a5.fma(bb, s5b);
      FloatVector a6 = broadcast(a, pa + 6 * aRow);
      s6a = a6.fma(ba, s6a);
      s6b = a6.fma(bb, s6b);
      FloatVector a7 = broadcast(a, pa + 7 * aRow);
      s7a = a7.fma(ba, s7a);
      s7b = a7.fma(bb, s7b);
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
    Lanes.store(s4a, c, cOffset + 4 * cRow);
    Lanes.store(s4b, c, cOffset + 4 * cRow + Lanes.BYTES);
    Lanes.store(s5a, c, cOffset + 5 * cRow);
    Lanes.store(s5b, c, cOffset + 5 * cRow + Lanes.BYTES);
    Lanes.store(s6a, c, cOffset + 6 * cRow);
    Lanes.store(s6b, c, cOffset + 6 * cRow + Lanes.BYTES);
    Lanes.store(s7a, c, cOffset + 7 * cRow);
    Lanes.store(s7b, c, cOffset + 7 * cRow + Lanes.BYTES);
  }

  /** 8 rows by 1 vector: 8 sums in registers. */
  static void tile8x1(
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
    FloatVector s4a = zero;
    FloatVector s5a = zero;
    FloatVector s6a = zero;
    FloatVector s7a = zero;
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
      FloatVector a4 = broadcast(a, pa + 4 * aRow);
      s4a = a4.fma(ba, s4a);
      FloatVector a5 = broadcast(a, pa + 5 * aRow);
      s5a = a5.fma(ba, s5a);
      FloatVector a6 = broadcast(a, pa + 6 * aRow);
      s6a = a6.fma(ba, s6a);
      FloatVector a7 = broadcast(a, pa + 7 * aRow);
      s7a = a7.fma(ba, s7a);
      pa += aStep;
      pb += bStep;
    }
    Lanes.store(s0a, c, cOffset);
    Lanes.store(s1a, c, cOffset + cRow);
    Lanes.store(s2a, c, cOffset + 2 * cRow);
    Lanes.store(s3a, c, cOffset + 3 * cRow);
    Lanes.store(s4a, c, cOffset + 4 * cRow);
    Lanes.store(s5a, c, cOffset + 5 * cRow);
    Lanes.store(s6a, c, cOffset + 6 * cRow);
    Lanes.store(s7a, c, cOffset + 7 * cRow);
  }

  private static FloatVector broadcast(MemorySegment a, long offset) {
    return FloatVector.broadcast(Lanes.SPECIES, a.get(ValueLayout.JAVA_FLOAT, offset));
  }
}
