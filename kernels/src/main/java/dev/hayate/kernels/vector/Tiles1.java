package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.LeftBlock.PITCH;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile one vector wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share.
 */
final class Tiles1 {
  private Tiles1() {}

  static void rows8(
      int k,
      float[] a,
      int at,
      int aStep,
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
    FloatVector c4a = zero;
    FloatVector c5a = zero;
    FloatVector c6a = zero;
    FloatVector c7a = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[at + 4 * PITCH]);
      c4a = x4.fma(b0, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[at + 5 * PITCH]);
      c5a = x5.fma(b0, c5a);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[at + 6 * PITCH]);
      c6a = x6.fma(b0, c6a);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[at + 7 * PITCH]);
      c7a = x7.fma(b0, c7a);
      at += aStep;
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
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c4a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c5a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c6a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c7a).intoMemorySegment(c, ct, ORDER);
  }

  static void rows4(
      int k,
      float[] a,
      int at,
      int aStep,
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
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      at += aStep;
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
      float[] a,
      int at,
      int aStep,
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
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
  }
}
