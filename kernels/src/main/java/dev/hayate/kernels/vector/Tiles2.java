package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile two vectors wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share.
 */
final class Tiles2 {
  private Tiles2() {}

  static void rows12(
      int k,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    FloatVector c0a = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
    FloatVector c0b = FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c2b = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + BYTES, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c3b = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + BYTES, ORDER);
    FloatVector c4a = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow, ORDER);
    FloatVector c4b = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow + BYTES, ORDER);
    FloatVector c5a = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow, ORDER);
    FloatVector c5b = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow + BYTES, ORDER);
    FloatVector c6a = FloatVector.fromMemorySegment(SPECIES, z, zt + 6 * zRow, ORDER);
    FloatVector c6b = FloatVector.fromMemorySegment(SPECIES, z, zt + 6 * zRow + BYTES, ORDER);
    FloatVector c7a = FloatVector.fromMemorySegment(SPECIES, z, zt + 7 * zRow, ORDER);
    FloatVector c7b = FloatVector.fromMemorySegment(SPECIES, z, zt + 7 * zRow + BYTES, ORDER);
    FloatVector c8a = FloatVector.fromMemorySegment(SPECIES, z, zt + 8 * zRow, ORDER);
    FloatVector c8b = FloatVector.fromMemorySegment(SPECIES, z, zt + 8 * zRow + BYTES, ORDER);
    FloatVector c9a = FloatVector.fromMemorySegment(SPECIES, z, zt + 9 * zRow, ORDER);
    FloatVector c9b = FloatVector.fromMemorySegment(SPECIES, z, zt + 9 * zRow + BYTES, ORDER);
    FloatVector c10a = FloatVector.fromMemorySegment(SPECIES, z, zt + 10 * zRow, ORDER);
    FloatVector c10b = FloatVector.fromMemorySegment(SPECIES, z, zt + 10 * zRow + BYTES, ORDER);
    FloatVector c11a = FloatVector.fromMemorySegment(SPECIES, z, zt + 11 * zRow, ORDER);
    FloatVector c11b = FloatVector.fromMemorySegment(SPECIES, z, zt + 11 * zRow + BYTES, ORDER);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + aRow));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 2 * aRow));
      c2a = b0.fma(x2, c2a);
      c2b = b1.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 3 * aRow));
      c3a = b0.fma(x3, c3a);
      c3b = b1.fma(x3, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 4 * aRow));
      c4a = b0.fma(x4, c4a);
      c4b = b1.fma(x4, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 5 * aRow));
      c5a = b0.fma(x5, c5a);
      c5b = b1.fma(x5, c5b);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 6 * aRow));
      c6a = b0.fma(x6, c6a);
      c6b = b1.fma(x6, c6b);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 7 * aRow));
      c7a = b0.fma(x7, c7a);
      c7b = b1.fma(x7, c7b);
      FloatVector x8 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 8 * aRow));
      c8a = b0.fma(x8, c8a);
      c8b = b1.fma(x8, c8b);
      FloatVector x9 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 9 * aRow));
      c9a = b0.fma(x9, c9a);
      c9b = b1.fma(x9, c9b);
      FloatVector x10 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 10 * aRow));
      c10a = b0.fma(x10, c10a);
      c10b = b1.fma(x10, c10b);
      FloatVector x11 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 11 * aRow));
      c11a = b0.fma(x11, c11a);
      c11b = b1.fma(x11, c11b);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c2b.intoMemorySegment(c, ct + 2 * cRow + BYTES, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c3b.intoMemorySegment(c, ct + 3 * cRow + BYTES, ORDER);
    c4a.intoMemorySegment(c, ct + 4 * cRow, ORDER);
    c4b.intoMemorySegment(c, ct + 4 * cRow + BYTES, ORDER);
    c5a.intoMemorySegment(c, ct + 5 * cRow, ORDER);
    c5b.intoMemorySegment(c, ct + 5 * cRow + BYTES, ORDER);
    c6a.intoMemorySegment(c, ct + 6 * cRow, ORDER);
    c6b.intoMemorySegment(c, ct + 6 * cRow + BYTES, ORDER);
    c7a.intoMemorySegment(c, ct + 7 * cRow, ORDER);
    c7b.intoMemorySegment(c, ct + 7 * cRow + BYTES, ORDER);
    c8a.intoMemorySegment(c, ct + 8 * cRow, ORDER);
    c8b.intoMemorySegment(c, ct + 8 * cRow + BYTES, ORDER);
    c9a.intoMemorySegment(c, ct + 9 * cRow, ORDER);
    c9b.intoMemorySegment(c, ct + 9 * cRow + BYTES, ORDER);
    c10a.intoMemorySegment(c, ct + 10 * cRow, ORDER);
    c10b.intoMemorySegment(c, ct + 10 * cRow + BYTES, ORDER);
    c11a.intoMemorySegment(c, ct + 11 * cRow, ORDER);
    c11b.intoMemorySegment(c, ct + 11 * cRow + BYTES, ORDER);
  }

  static void rows6(
      int k,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    FloatVector c0a = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
    FloatVector c0b = FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c2b = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + BYTES, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c3b = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + BYTES, ORDER);
    FloatVector c4a = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow, ORDER);
    FloatVector c4b = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow + BYTES, ORDER);
    FloatVector c5a = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow, ORDER);
    FloatVector c5b = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow + BYTES, ORDER);
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    long a4 = at + 4 * aRow;
    long a5 = at + 5 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a2));
      c2a = b0.fma(x2, c2a);
      c2b = b1.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a3));
      c3a = b0.fma(x3, c3a);
      c3b = b1.fma(x3, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a4));
      c4a = b0.fma(x4, c4a);
      c4b = b1.fma(x4, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a5));
      c5a = b0.fma(x5, c5a);
      c5b = b1.fma(x5, c5b);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      a4 += aStep;
      a5 += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c2b.intoMemorySegment(c, ct + 2 * cRow + BYTES, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c3b.intoMemorySegment(c, ct + 3 * cRow + BYTES, ORDER);
    c4a.intoMemorySegment(c, ct + 4 * cRow, ORDER);
    c4b.intoMemorySegment(c, ct + 4 * cRow + BYTES, ORDER);
    c5a.intoMemorySegment(c, ct + 5 * cRow, ORDER);
    c5b.intoMemorySegment(c, ct + 5 * cRow + BYTES, ORDER);
  }

  static void rows4(
      int k,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    FloatVector c0a = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
    FloatVector c0b = FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c2b = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + BYTES, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c3b = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + BYTES, ORDER);
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a2));
      c2a = b0.fma(x2, c2a);
      c2b = b1.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a3));
      c3a = b0.fma(x3, c3a);
      c3b = b1.fma(x3, c3b);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c2b.intoMemorySegment(c, ct + 2 * cRow + BYTES, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c3b.intoMemorySegment(c, ct + 3 * cRow + BYTES, ORDER);
  }

  static void rows2(
      int k,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    FloatVector c0a = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
    FloatVector c0b = FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    long a1 = at + aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      at += aStep;
      a1 += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
  }

  static void rows1(
      int k,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    FloatVector c0a = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
    FloatVector c0b = FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
  }
}
