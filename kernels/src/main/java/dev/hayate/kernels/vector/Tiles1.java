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
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0a = zero;
    FloatVector c1a = zero;
    FloatVector c2a = zero;
    FloatVector c3a = zero;
    long a1 = at + aRow;
    long a2 = at + 2 * aRow;
    long a3 = at + 3 * aRow;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = x0.fma(b0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a1));
      c1a = x1.fma(b0, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a2));
      c2a = x2.fma(b0, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a.get(FLOAT, a3));
      c3a = x3.fma(b0, c3a);
      at += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c2a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c3a).intoMemorySegment(c, ct, ORDER);
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
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0a = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      c0a = x0.fma(b0, c0a);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
  }
}
