package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.LeftBlock.PITCH;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile two vectors wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share.
 */
final class Tiles2 {
  private Tiles2() {}

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
    // Of its segments the loop reads one; to ask the others too made it a tenth slower.
    Lanes.meet(b.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0a = zero;
    FloatVector c0b = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c2a = zero;
    FloatVector c2b = zero;
    FloatVector c3a = zero;
    FloatVector c3b = zero;
    FloatVector c4a = zero;
    FloatVector c4b = zero;
    FloatVector c5a = zero;
    FloatVector c5b = zero;
    FloatVector c6a = zero;
    FloatVector c6b = zero;
    FloatVector c7a = zero;
    FloatVector c7b = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      c2b = x2.fma(b1, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      c3b = x3.fma(b1, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[at + 4 * PITCH]);
      c4a = x4.fma(b0, c4a);
      c4b = x4.fma(b1, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[at + 5 * PITCH]);
      c5a = x5.fma(b0, c5a);
      c5b = x5.fma(b1, c5b);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[at + 6 * PITCH]);
      c6a = x6.fma(b0, c6a);
      c6b = x6.fma(b1, c6b);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[at + 7 * PITCH]);
      c7a = x7.fma(b0, c7a);
      c7b = x7.fma(b1, c7b);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c1b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c2a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c2b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c3a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c3b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c4a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c4b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c5a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c5b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c6a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c6b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c7a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c7b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
  }

  /**
   * The highest tile for 16 registers. A sixth row would fill them with two vectors of the right
   * operand and one number of the left; but C2 loads three of those before it uses the first, and
   * so it kept a sum in memory, which took twice as long.
   */
  static void rows5(
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
    FloatVector c0b = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c2a = zero;
    FloatVector c2b = zero;
    FloatVector c3a = zero;
    FloatVector c3b = zero;
    FloatVector c4a = zero;
    FloatVector c4b = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      c2b = x2.fma(b1, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      c3b = x3.fma(b1, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[at + 4 * PITCH]);
      c4a = x4.fma(b0, c4a);
      c4b = x4.fma(b1, c4b);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c1b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c2a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c2b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c3a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c3b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c4a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c4b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
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
    FloatVector c0b = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c2a = zero;
    FloatVector c2b = zero;
    FloatVector c3a = zero;
    FloatVector c3b = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      c2b = x2.fma(b1, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      c3b = x3.fma(b1, c3b);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c1b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c2a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c2b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c3a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c3b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
  }

  static void rows2(
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
    FloatVector c0b = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c1b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
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
    FloatVector c0b = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
  }
}
