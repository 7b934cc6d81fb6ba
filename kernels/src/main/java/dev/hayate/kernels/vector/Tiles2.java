package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.ORDER;
import static dev.hayate.kernels.vector.Registers.broadcast;
import static dev.hayate.kernels.vector.Registers.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile two vectors wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share.
 */
final class Tiles2 {
  private Tiles2() {}

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
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector c0a = zero;
    FloatVector c0b = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c2a = zero;
    FloatVector c2b = zero;
    FloatVector c3a = zero;
    FloatVector c3b = zero;
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector b1 = load(b, bt + BYTES);
      FloatVector x0 = broadcast(a, at);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      FloatVector x1 = broadcast(a, a1);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      FloatVector x2 = broadcast(a, a2);
      c2a = x2.fma(b0, c2a);
      c2b = x2.fma(b1, c2b);
      FloatVector x3 = broadcast(a, a3);
      c3a = x3.fma(b0, c3a);
      c3b = x3.fma(b1, c3b);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      bt += bStep;
    }
    c0a.add(load(z, zt)).intoMemorySegment(c, ct, ORDER);
    c0b.add(load(z, zt + BYTES)).intoMemorySegment(c, ct + BYTES, ORDER);
    c1a.add(load(z, zt + zRow)).intoMemorySegment(c, ct + cRow, ORDER);
    c1b.add(load(z, zt + zRow + BYTES)).intoMemorySegment(c, ct + cRow + BYTES, ORDER);
    c2a.add(load(z, zt + 2 * zRow)).intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c2b.add(load(z, zt + 2 * zRow + BYTES)).intoMemorySegment(c, ct + 2 * cRow + BYTES, ORDER);
    c3a.add(load(z, zt + 3 * zRow)).intoMemorySegment(c, ct + 3 * cRow, ORDER);
    c3b.add(load(z, zt + 3 * zRow + BYTES)).intoMemorySegment(c, ct + 3 * cRow + BYTES, ORDER);
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
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector c0a = zero;
    FloatVector c0b = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    long a1 = at + aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector b1 = load(b, bt + BYTES);
      FloatVector x0 = broadcast(a, at);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      FloatVector x1 = broadcast(a, a1);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      at += aStep;
      a1 += aStep;
      bt += bStep;
    }
    c0a.add(load(z, zt)).intoMemorySegment(c, ct, ORDER);
    c0b.add(load(z, zt + BYTES)).intoMemorySegment(c, ct + BYTES, ORDER);
    c1a.add(load(z, zt + zRow)).intoMemorySegment(c, ct + cRow, ORDER);
    c1b.add(load(z, zt + zRow + BYTES)).intoMemorySegment(c, ct + cRow + BYTES, ORDER);
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
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    FloatVector c0a = zero;
    FloatVector c0b = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector b1 = load(b, bt + BYTES);
      FloatVector x0 = broadcast(a, at);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      at += aStep;
      bt += bStep;
    }
    c0a.add(load(z, zt)).intoMemorySegment(c, ct, ORDER);
    c0b.add(load(z, zt + BYTES)).intoMemorySegment(c, ct + BYTES, ORDER);
  }
}
