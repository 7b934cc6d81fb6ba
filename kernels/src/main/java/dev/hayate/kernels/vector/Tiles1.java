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

  static void rows16(
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
    Lanes.meet(b.isNative(), z.isNative(), c.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0a = zero;
    FloatVector c1a = zero;
    FloatVector c2a = zero;
    FloatVector c3a = zero;
    FloatVector c4a = zero;
    FloatVector c5a = zero;
    FloatVector c6a = zero;
    FloatVector c7a = zero;
    FloatVector c8a = zero;
    FloatVector c9a = zero;
    FloatVector c10a = zero;
    FloatVector c11a = zero;
    FloatVector c12a = zero;
    FloatVector c13a = zero;
    FloatVector c14a = zero;
    FloatVector c15a = zero;
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
      FloatVector x8 = FloatVector.broadcast(SPECIES, a[at + 8 * PITCH]);
      c8a = x8.fma(b0, c8a);
      FloatVector x9 = FloatVector.broadcast(SPECIES, a[at + 9 * PITCH]);
      c9a = x9.fma(b0, c9a);
      FloatVector x10 = FloatVector.broadcast(SPECIES, a[at + 10 * PITCH]);
      c10a = x10.fma(b0, c10a);
      FloatVector x11 = FloatVector.broadcast(SPECIES, a[at + 11 * PITCH]);
      c11a = x11.fma(b0, c11a);
      FloatVector x12 = FloatVector.broadcast(SPECIES, a[at + 12 * PITCH]);
      c12a = x12.fma(b0, c12a);
      FloatVector x13 = FloatVector.broadcast(SPECIES, a[at + 13 * PITCH]);
      c13a = x13.fma(b0, c13a);
      FloatVector x14 = FloatVector.broadcast(SPECIES, a[at + 14 * PITCH]);
      c14a = x14.fma(b0, c14a);
      FloatVector x15 = FloatVector.broadcast(SPECIES, a[at + 15 * PITCH]);
      c15a = x15.fma(b0, c15a);
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
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c8a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c9a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c10a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c11a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c12a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c13a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c14a).intoMemorySegment(c, ct, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c15a).intoMemorySegment(c, ct, ORDER);
  }

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
    Lanes.meet(b.isNative(), z.isNative(), c.isNative());
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
    Lanes.meet(b.isNative(), z.isNative(), c.isNative());
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
    Lanes.meet(b.isNative(), z.isNative(), c.isNative());
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
