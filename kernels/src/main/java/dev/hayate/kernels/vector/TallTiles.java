package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels for 32 vector registers: 12 rows. With 24 sums there are two fused
 * multiply-additions a cycle for each of the two pipes' four cycles of latency and to spare, 14
 * loads feed 24 of them, and C2 keeps every sum in a register of its own. More sums make C1 give
 * up.
 *
 * <p>Element {@code (i, p)} of A lies at {@code aOffset + i aRow + p aStep}, row {@code p} of B at
 * {@code bOffset + p bStep}, all in bytes. What is added at the end, if anything, is a row of
 * vectors for each row of C: C itself, or with {@code addendRow = 0} a bias.
 */
final class TallTiles {
  private TallTiles() {}

  /** 12 rows by 2 vectors: 24 sums in registers. */
  static void tile12x2(
      MemorySegment a,
      long aOffset,
      long aRow,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment addend,
      long addendOffset,
      long addendRow,
      boolean add,
      MemorySegment c,
      long cOffset,
      long cRow) {
    FloatVector s0a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s0b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s1a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s1b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s2a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s2b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s3a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s3b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s4a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s4b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s5a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s5b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s6a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s6b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s7a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s7b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s8a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s8b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s9a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s9b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s10a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s10b = FloatVector.zero(Lanes.SPECIES);
    FloatVector s11a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s11b = FloatVector.zero(Lanes.SPECIES);
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
      FloatVector a8 = broadcast(a, pa + 8 * aRow);
      s8a = a8.fma(ba, s8a);
      s8b = a8.fma(bb, s8b);
      FloatVector a9 = broadcast(a, pa + 9 * aRow);
      s9a = a9.fma(ba, s9a);
      s9b = a9.fma(bb, s9b);
      FloatVector a10 = broadcast(a, pa + 10 * aRow);
      s10a = a10.fma(ba, s10a);
      s10b = a10.fma(bb, s10b);
      FloatVector a11 = broadcast(a, pa + 11 * aRow);
      s11a = a11.fma(ba, s11a);
      s11b = a11.fma(bb, s11b);
      pa += aStep;
      pb += bStep;
    }
    if (add) {
      s0a = s0a.add(Lanes.load(addend, addendOffset));
      s0b = s0b.add(Lanes.load(addend, addendOffset + Lanes.BYTES));
      s1a = s1a.add(Lanes.load(addend, addendOffset + addendRow));
      s1b = s1b.add(Lanes.load(addend, addendOffset + addendRow + Lanes.BYTES));
      s2a = s2a.add(Lanes.load(addend, addendOffset + 2 * addendRow));
      s2b = s2b.add(Lanes.load(addend, addendOffset + 2 * addendRow + Lanes.BYTES));
      s3a = s3a.add(Lanes.load(addend, addendOffset + 3 * addendRow));
      s3b = s3b.add(Lanes.load(addend, addendOffset + 3 * addendRow + Lanes.BYTES));
      s4a = s4a.add(Lanes.load(addend, addendOffset + 4 * addendRow));
      s4b = s4b.add(Lanes.load(addend, addendOffset + 4 * addendRow + Lanes.BYTES));
      s5a = s5a.add(Lanes.load(addend, addendOffset + 5 * addendRow));
      s5b = s5b.add(Lanes.load(addend, addendOffset + 5 * addendRow + Lanes.BYTES));
      s6a = s6a.add(Lanes.load(addend, addendOffset + 6 * addendRow));
      s6b = s6b.add(Lanes.load(addend, addendOffset + 6 * addendRow + Lanes.BYTES));
      s7a = s7a.add(Lanes.load(addend, addendOffset + 7 * addendRow));
      s7b = s7b.add(Lanes.load(addend, addendOffset + 7 * addendRow + Lanes.BYTES));
      s8a = s8a.add(Lanes.load(addend, addendOffset + 8 * addendRow));
      s8b = s8b.add(Lanes.load(addend, addendOffset + 8 * addendRow + Lanes.BYTES));
      s9a = s9a.add(Lanes.load(addend, addendOffset + 9 * addendRow));
      s9b = s9b.add(Lanes.load(addend, addendOffset + 9 * addendRow + Lanes.BYTES));
      s10a = s10a.add(Lanes.load(addend, addendOffset + 10 * addendRow));
      s10b = s10b.add(Lanes.load(addend, addendOffset + 10 * addendRow + Lanes.BYTES));
      s11a = s11a.add(Lanes.load(addend, addendOffset + 11 * addendRow));
      s11b = s11b.add(Lanes.load(addend, addendOffset + 11 * addendRow + Lanes.BYTES));
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
    Lanes.store(s8a, c, cOffset + 8 * cRow);
    Lanes.store(s8b, c, cOffset + 8 * cRow + Lanes.BYTES);
    Lanes.store(s9a, c, cOffset + 9 * cRow);
    Lanes.store(s9b, c, cOffset + 9 * cRow + Lanes.BYTES);
    Lanes.store(s10a, c, cOffset + 10 * cRow);
    Lanes.store(s10b, c, cOffset + 10 * cRow + Lanes.BYTES);
    Lanes.store(s11a, c, cOffset + 11 * cRow);
    Lanes.store(s11b, c, cOffset + 11 * cRow + Lanes.BYTES);
  }

  /** 12 rows by 1 vector: 12 sums in registers. */
  static void tile12x1(
      MemorySegment a,
      long aOffset,
      long aRow,
      long aStep,
      MemorySegment b,
      long bOffset,
      long bStep,
      int k,
      MemorySegment addend,
      long addendOffset,
      long addendRow,
      boolean add,
      MemorySegment c,
      long cOffset,
      long cRow) {
    FloatVector s0a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s1a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s2a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s3a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s4a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s5a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s6a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s7a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s8a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s9a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s10a = FloatVector.zero(Lanes.SPECIES);
    FloatVector s11a = FloatVector.zero(Lanes.SPECIES);
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
      FloatVector a8 = broadcast(a, pa + 8 * aRow);
      s8a = a8.fma(ba, s8a);
      FloatVector a9 = broadcast(a, pa + 9 * aRow);
      s9a = a9.fma(ba, s9a);
      FloatVector a10 = broadcast(a, pa + 10 * aRow);
      s10a = a10.fma(ba, s10a);
      FloatVector a11 = broadcast(a, pa + 11 * aRow);
      s11a = a11.fma(ba, s11a);
      pa += aStep;
      pb += bStep;
    }
    if (add) {
      s0a = s0a.add(Lanes.load(addend, addendOffset));
      s1a = s1a.add(Lanes.load(addend, addendOffset + addendRow));
      s2a = s2a.add(Lanes.load(addend, addendOffset + 2 * addendRow));
      s3a = s3a.add(Lanes.load(addend, addendOffset + 3 * addendRow));
      s4a = s4a.add(Lanes.load(addend, addendOffset + 4 * addendRow));
      s5a = s5a.add(Lanes.load(addend, addendOffset + 5 * addendRow));
      s6a = s6a.add(Lanes.load(addend, addendOffset + 6 * addendRow));
      s7a = s7a.add(Lanes.load(addend, addendOffset + 7 * addendRow));
      s8a = s8a.add(Lanes.load(addend, addendOffset + 8 * addendRow));
      s9a = s9a.add(Lanes.load(addend, addendOffset + 9 * addendRow));
      s10a = s10a.add(Lanes.load(addend, addendOffset + 10 * addendRow));
      s11a = s11a.add(Lanes.load(addend, addendOffset + 11 * addendRow));
    }
    Lanes.store(s0a, c, cOffset);
    Lanes.store(s1a, c, cOffset + cRow);
    Lanes.store(s2a, c, cOffset + 2 * cRow);
    Lanes.store(s3a, c, cOffset + 3 * cRow);
    Lanes.store(s4a, c, cOffset + 4 * cRow);
    Lanes.store(s5a, c, cOffset + 5 * cRow);
    Lanes.store(s6a, c, cOffset + 6 * cRow);
    Lanes.store(s7a, c, cOffset + 7 * cRow);
    Lanes.store(s8a, c, cOffset + 8 * cRow);
    Lanes.store(s9a, c, cOffset + 9 * cRow);
    Lanes.store(s10a, c, cOffset + 10 * cRow);
    Lanes.store(s11a, c, cOffset + 11 * cRow);
  }

  private static FloatVector broadcast(MemorySegment a, long offset) {
    return FloatVector.broadcast(Lanes.SPECIES, a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset));
  }
}
