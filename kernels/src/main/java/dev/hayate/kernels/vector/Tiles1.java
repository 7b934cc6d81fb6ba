package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile one vector wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share.
 */
final class Tiles1 {
  private Tiles1() {}

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
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c4a = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow, ORDER);
    FloatVector c5a = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow, ORDER);
    FloatVector c6a = FloatVector.fromMemorySegment(SPECIES, z, zt + 6 * zRow, ORDER);
    FloatVector c7a = FloatVector.fromMemorySegment(SPECIES, z, zt + 7 * zRow, ORDER);
    FloatVector c8a = FloatVector.fromMemorySegment(SPECIES, z, zt + 8 * zRow, ORDER);
    FloatVector c9a = FloatVector.fromMemorySegment(SPECIES, z, zt + 9 * zRow, ORDER);
    FloatVector c10a = FloatVector.fromMemorySegment(SPECIES, z, zt + 10 * zRow, ORDER);
    FloatVector c11a = FloatVector.fromMemorySegment(SPECIES, z, zt + 11 * zRow, ORDER);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + aRow));
      c1a = b0.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 2 * aRow));
      c2a = b0.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 3 * aRow));
      c3a = b0.fma(x3, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 4 * aRow));
      c4a = b0.fma(x4, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 5 * aRow));
      c5a = b0.fma(x5, c5a);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 6 * aRow));
      c6a = b0.fma(x6, c6a);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 7 * aRow));
      c7a = b0.fma(x7, c7a);
      FloatVector x8 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 8 * aRow));
      c8a = b0.fma(x8, c8a);
      FloatVector x9 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 9 * aRow));
      c9a = b0.fma(x9, c9a);
      FloatVector x10 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 10 * aRow));
      c10a = b0.fma(x10, c10a);
      FloatVector x11 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 11 * aRow));
      c11a = b0.fma(x11, c11a);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c4a.intoMemorySegment(c, ct + 4 * cRow, ORDER);
    c5a.intoMemorySegment(c, ct + 5 * cRow, ORDER);
    c6a.intoMemorySegment(c, ct + 6 * cRow, ORDER);
    c7a.intoMemorySegment(c, ct + 7 * cRow, ORDER);
    c8a.intoMemorySegment(c, ct + 8 * cRow, ORDER);
    c9a.intoMemorySegment(c, ct + 9 * cRow, ORDER);
    c10a.intoMemorySegment(c, ct + 10 * cRow, ORDER);
    c11a.intoMemorySegment(c, ct + 11 * cRow, ORDER);
  }

  static void rows8(
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
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c4a = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow, ORDER);
    FloatVector c5a = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow, ORDER);
    FloatVector c6a = FloatVector.fromMemorySegment(SPECIES, z, zt + 6 * zRow, ORDER);
    FloatVector c7a = FloatVector.fromMemorySegment(SPECIES, z, zt + 7 * zRow, ORDER);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + aRow));
      c1a = b0.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 2 * aRow));
      c2a = b0.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 3 * aRow));
      c3a = b0.fma(x3, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 4 * aRow));
      c4a = b0.fma(x4, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 5 * aRow));
      c5a = b0.fma(x5, c5a);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 6 * aRow));
      c6a = b0.fma(x6, c6a);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at + 7 * aRow));
      c7a = b0.fma(x7, c7a);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c4a.intoMemorySegment(c, ct + 4 * cRow, ORDER);
    c5a.intoMemorySegment(c, ct + 5 * cRow, ORDER);
    c6a.intoMemorySegment(c, ct + 6 * cRow, ORDER);
    c7a.intoMemorySegment(c, ct + 7 * cRow, ORDER);
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
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a2));
      c2a = b0.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a3));
      c3a = b0.fma(x3, c3a);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
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
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
  }
}
