package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile four vectors wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share. The widest needs 24 registers for its sums, so they are used where there are
 * 32.
 */
final class Tiles4 {
  private Tiles4() {}

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
    FloatVector c0c = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER);
    FloatVector c0d = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    FloatVector c1c = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + 2 * BYTES, ORDER);
    FloatVector c1d = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + 3 * BYTES, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c2b = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + BYTES, ORDER);
    FloatVector c2c = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + 2 * BYTES, ORDER);
    FloatVector c2d = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + 3 * BYTES, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c3b = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + BYTES, ORDER);
    FloatVector c3c = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + 2 * BYTES, ORDER);
    FloatVector c3d = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + 3 * BYTES, ORDER);
    FloatVector c4a = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow, ORDER);
    FloatVector c4b = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow + BYTES, ORDER);
    FloatVector c4c = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow + 2 * BYTES, ORDER);
    FloatVector c4d = FloatVector.fromMemorySegment(SPECIES, z, zt + 4 * zRow + 3 * BYTES, ORDER);
    FloatVector c5a = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow, ORDER);
    FloatVector c5b = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow + BYTES, ORDER);
    FloatVector c5c = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow + 2 * BYTES, ORDER);
    FloatVector c5d = FloatVector.fromMemorySegment(SPECIES, z, zt + 5 * zRow + 3 * BYTES, ORDER);
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    long a4 = at + 4 * aRow;
    long a5 = at + 5 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      c0c = b2.fma(x0, c0c);
      c0d = b3.fma(x0, c0d);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      c1c = b2.fma(x1, c1c);
      c1d = b3.fma(x1, c1d);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a2));
      c2a = b0.fma(x2, c2a);
      c2b = b1.fma(x2, c2b);
      c2c = b2.fma(x2, c2c);
      c2d = b3.fma(x2, c2d);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a3));
      c3a = b0.fma(x3, c3a);
      c3b = b1.fma(x3, c3b);
      c3c = b2.fma(x3, c3c);
      c3d = b3.fma(x3, c3d);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a4));
      c4a = b0.fma(x4, c4a);
      c4b = b1.fma(x4, c4b);
      c4c = b2.fma(x4, c4c);
      c4d = b3.fma(x4, c4d);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a5));
      c5a = b0.fma(x5, c5a);
      c5b = b1.fma(x5, c5b);
      c5c = b2.fma(x5, c5c);
      c5d = b3.fma(x5, c5d);
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
    c0c.intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    c0d.intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c1c.intoMemorySegment(c, ct + cRow + 2 * BYTES, ORDER);
    c1d.intoMemorySegment(c, ct + cRow + 3 * BYTES, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c2b.intoMemorySegment(c, ct + 2 * cRow + BYTES, ORDER);
    c2c.intoMemorySegment(c, ct + 2 * cRow + 2 * BYTES, ORDER);
    c2d.intoMemorySegment(c, ct + 2 * cRow + 3 * BYTES, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c3b.intoMemorySegment(c, ct + 3 * cRow + BYTES, ORDER);
    c3c.intoMemorySegment(c, ct + 3 * cRow + 2 * BYTES, ORDER);
    c3d.intoMemorySegment(c, ct + 3 * cRow + 3 * BYTES, ORDER);
    c4a.intoMemorySegment(c, ct + 4 * cRow, ORDER);
    c4b.intoMemorySegment(c, ct + 4 * cRow + BYTES, ORDER);
    c4c.intoMemorySegment(c, ct + 4 * cRow + 2 * BYTES, ORDER);
    c4d.intoMemorySegment(c, ct + 4 * cRow + 3 * BYTES, ORDER);
    c5a.intoMemorySegment(c, ct + 5 * cRow, ORDER);
    c5b.intoMemorySegment(c, ct + 5 * cRow + BYTES, ORDER);
    c5c.intoMemorySegment(c, ct + 5 * cRow + 2 * BYTES, ORDER);
    c5d.intoMemorySegment(c, ct + 5 * cRow + 3 * BYTES, ORDER);
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
    FloatVector c0c = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER);
    FloatVector c0d = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    FloatVector c1c = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + 2 * BYTES, ORDER);
    FloatVector c1d = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + 3 * BYTES, ORDER);
    FloatVector c2a = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow, ORDER);
    FloatVector c2b = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + BYTES, ORDER);
    FloatVector c2c = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + 2 * BYTES, ORDER);
    FloatVector c2d = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * zRow + 3 * BYTES, ORDER);
    FloatVector c3a = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow, ORDER);
    FloatVector c3b = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + BYTES, ORDER);
    FloatVector c3c = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + 2 * BYTES, ORDER);
    FloatVector c3d = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * zRow + 3 * BYTES, ORDER);
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      c0c = b2.fma(x0, c0c);
      c0d = b3.fma(x0, c0d);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      c1c = b2.fma(x1, c1c);
      c1d = b3.fma(x1, c1d);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a2));
      c2a = b0.fma(x2, c2a);
      c2b = b1.fma(x2, c2b);
      c2c = b2.fma(x2, c2c);
      c2d = b3.fma(x2, c2d);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a3));
      c3a = b0.fma(x3, c3a);
      c3b = b1.fma(x3, c3b);
      c3c = b2.fma(x3, c3c);
      c3d = b3.fma(x3, c3d);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c0c.intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    c0d.intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c1c.intoMemorySegment(c, ct + cRow + 2 * BYTES, ORDER);
    c1d.intoMemorySegment(c, ct + cRow + 3 * BYTES, ORDER);
    c2a.intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c2b.intoMemorySegment(c, ct + 2 * cRow + BYTES, ORDER);
    c2c.intoMemorySegment(c, ct + 2 * cRow + 2 * BYTES, ORDER);
    c2d.intoMemorySegment(c, ct + 2 * cRow + 3 * BYTES, ORDER);
    c3a.intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c3b.intoMemorySegment(c, ct + 3 * cRow + BYTES, ORDER);
    c3c.intoMemorySegment(c, ct + 3 * cRow + 2 * BYTES, ORDER);
    c3d.intoMemorySegment(c, ct + 3 * cRow + 3 * BYTES, ORDER);
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
    FloatVector c0c = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER);
    FloatVector c0d = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER);
    FloatVector c1a = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow, ORDER);
    FloatVector c1b = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + BYTES, ORDER);
    FloatVector c1c = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + 2 * BYTES, ORDER);
    FloatVector c1d = FloatVector.fromMemorySegment(SPECIES, z, zt + zRow + 3 * BYTES, ORDER);
    long a1 = at + aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      c0c = b2.fma(x0, c0c);
      c0d = b3.fma(x0, c0d);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = b0.fma(x1, c1a);
      c1b = b1.fma(x1, c1b);
      c1c = b2.fma(x1, c1c);
      c1d = b3.fma(x1, c1d);
      at += aStep;
      a1 += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c0c.intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    c0d.intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    c1a.intoMemorySegment(c, ct + cRow, ORDER);
    c1b.intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c1c.intoMemorySegment(c, ct + cRow + 2 * BYTES, ORDER);
    c1d.intoMemorySegment(c, ct + cRow + 3 * BYTES, ORDER);
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
    FloatVector c0c = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER);
    FloatVector c0d = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = b0.fma(x0, c0a);
      c0b = b1.fma(x0, c0b);
      c0c = b2.fma(x0, c0c);
      c0d = b3.fma(x0, c0d);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
    c0b.intoMemorySegment(c, ct + BYTES, ORDER);
    c0c.intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    c0d.intoMemorySegment(c, ct + 3 * BYTES, ORDER);
  }
}
