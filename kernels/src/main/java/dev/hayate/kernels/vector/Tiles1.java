package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.ORDER;
import static dev.hayate.kernels.vector.Registers.broadcast;
import static dev.hayate.kernels.vector.Registers.load;

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
    FloatVector c0a = load(z, zt);
    FloatVector c1a = load(z, zt + zRow);
    FloatVector c2a = load(z, zt + 2 * zRow);
    FloatVector c3a = load(z, zt + 3 * zRow);
    FloatVector c4a = load(z, zt + 4 * zRow);
    FloatVector c5a = load(z, zt + 5 * zRow);
    FloatVector c6a = load(z, zt + 6 * zRow);
    FloatVector c7a = load(z, zt + 7 * zRow);
    FloatVector c8a = load(z, zt + 8 * zRow);
    FloatVector c9a = load(z, zt + 9 * zRow);
    FloatVector c10a = load(z, zt + 10 * zRow);
    FloatVector c11a = load(z, zt + 11 * zRow);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector x0 = broadcast(a, at);
      c0a = b0.fma(x0, c0a);
      FloatVector x1 = broadcast(a, at + aRow);
      c1a = b0.fma(x1, c1a);
      FloatVector x2 = broadcast(a, at + 2 * aRow);
      c2a = b0.fma(x2, c2a);
      FloatVector x3 = broadcast(a, at + 3 * aRow);
      c3a = b0.fma(x3, c3a);
      FloatVector x4 = broadcast(a, at + 4 * aRow);
      c4a = b0.fma(x4, c4a);
      FloatVector x5 = broadcast(a, at + 5 * aRow);
      c5a = b0.fma(x5, c5a);
      FloatVector x6 = broadcast(a, at + 6 * aRow);
      c6a = b0.fma(x6, c6a);
      FloatVector x7 = broadcast(a, at + 7 * aRow);
      c7a = b0.fma(x7, c7a);
      FloatVector x8 = broadcast(a, at + 8 * aRow);
      c8a = b0.fma(x8, c8a);
      FloatVector x9 = broadcast(a, at + 9 * aRow);
      c9a = b0.fma(x9, c9a);
      FloatVector x10 = broadcast(a, at + 10 * aRow);
      c10a = b0.fma(x10, c10a);
      FloatVector x11 = broadcast(a, at + 11 * aRow);
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
    FloatVector c0a = load(z, zt);
    FloatVector c1a = load(z, zt + zRow);
    FloatVector c2a = load(z, zt + 2 * zRow);
    FloatVector c3a = load(z, zt + 3 * zRow);
    FloatVector c4a = load(z, zt + 4 * zRow);
    FloatVector c5a = load(z, zt + 5 * zRow);
    FloatVector c6a = load(z, zt + 6 * zRow);
    FloatVector c7a = load(z, zt + 7 * zRow);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector x0 = broadcast(a, at);
      c0a = b0.fma(x0, c0a);
      FloatVector x1 = broadcast(a, at + aRow);
      c1a = b0.fma(x1, c1a);
      FloatVector x2 = broadcast(a, at + 2 * aRow);
      c2a = b0.fma(x2, c2a);
      FloatVector x3 = broadcast(a, at + 3 * aRow);
      c3a = b0.fma(x3, c3a);
      FloatVector x4 = broadcast(a, at + 4 * aRow);
      c4a = b0.fma(x4, c4a);
      FloatVector x5 = broadcast(a, at + 5 * aRow);
      c5a = b0.fma(x5, c5a);
      FloatVector x6 = broadcast(a, at + 6 * aRow);
      c6a = b0.fma(x6, c6a);
      FloatVector x7 = broadcast(a, at + 7 * aRow);
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
    FloatVector c0a = load(z, zt);
    FloatVector c1a = load(z, zt + zRow);
    FloatVector c2a = load(z, zt + 2 * zRow);
    FloatVector c3a = load(z, zt + 3 * zRow);
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector x0 = broadcast(a, at);
      c0a = b0.fma(x0, c0a);
      FloatVector x1 = broadcast(a, a1);
      c1a = b0.fma(x1, c1a);
      FloatVector x2 = broadcast(a, a2);
      c2a = b0.fma(x2, c2a);
      FloatVector x3 = broadcast(a, a3);
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
    FloatVector c0a = load(z, zt);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector x0 = broadcast(a, at);
      c0a = b0.fma(x0, c0a);
      at += aStep;
      bt += bStep;
    }
    c0a.intoMemorySegment(c, ct, ORDER);
  }
}
