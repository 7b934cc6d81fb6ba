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
    FloatVector c1a = zero;
    FloatVector c2a = zero;
    FloatVector c3a = zero;
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector x0 = broadcast(a, at);
      c0a = x0.fma(b0, c0a);
      FloatVector x1 = broadcast(a, a1);
      c1a = x1.fma(b0, c1a);
      FloatVector x2 = broadcast(a, a2);
      c2a = x2.fma(b0, c2a);
      FloatVector x3 = broadcast(a, a3);
      c3a = x3.fma(b0, c3a);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      bt += bStep;
    }
    c0a.add(load(z, zt)).intoMemorySegment(c, ct, ORDER);
    c1a.add(load(z, zt + zRow)).intoMemorySegment(c, ct + cRow, ORDER);
    c2a.add(load(z, zt + 2 * zRow)).intoMemorySegment(c, ct + 2 * cRow, ORDER);
    c3a.add(load(z, zt + 3 * zRow)).intoMemorySegment(c, ct + 3 * cRow, ORDER);
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
    for (int p = 0; p < k; p++) {
      FloatVector b0 = load(b, bt);
      FloatVector x0 = broadcast(a, at);
      c0a = x0.fma(b0, c0a);
      at += aStep;
      bt += bStep;
    }
    c0a.add(load(z, zt)).intoMemorySegment(c, ct, ORDER);
  }
}
