package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.LeftBlock.PITCH;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels that make a tile four vectors wide. See {@link Tiles} for the arguments, which all
 * micro-kernels share.
 */
final class Tiles4 {
  private Tiles4() {}

  static void rows6(
      int k,
      float[] a,
      int at,
      int aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment c,
      long ct,
      long cRow) {
    Lanes.meet(b.isNative(), c.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0a = zero;
    FloatVector c0b = zero;
    FloatVector c0c = zero;
    FloatVector c0d = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c1c = zero;
    FloatVector c1d = zero;
    FloatVector c2a = zero;
    FloatVector c2b = zero;
    FloatVector c2c = zero;
    FloatVector c2d = zero;
    FloatVector c3a = zero;
    FloatVector c3b = zero;
    FloatVector c3c = zero;
    FloatVector c3d = zero;
    FloatVector c4a = zero;
    FloatVector c4b = zero;
    FloatVector c4c = zero;
    FloatVector c4d = zero;
    FloatVector c5a = zero;
    FloatVector c5b = zero;
    FloatVector c5c = zero;
    FloatVector c5d = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      c0c = x0.fma(b2, c0c);
      c0d = x0.fma(b3, c0d);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      c1c = x1.fma(b2, c1c);
      c1d = x1.fma(b3, c1d);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      c2b = x2.fma(b1, c2b);
      c2c = x2.fma(b2, c2c);
      c2d = x2.fma(b3, c2d);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      c3b = x3.fma(b1, c3b);
      c3c = x3.fma(b2, c3c);
      c3d = x3.fma(b3, c3d);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[at + 4 * PITCH]);
      c4a = x4.fma(b0, c4a);
      c4b = x4.fma(b1, c4b);
      c4c = x4.fma(b2, c4c);
      c4d = x4.fma(b3, c4d);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[at + 5 * PITCH]);
      c5a = x5.fma(b0, c5a);
      c5b = x5.fma(b1, c5b);
      c5c = x5.fma(b2, c5c);
      c5d = x5.fma(b3, c5d);
      at += aStep;
      bt += bStep;
    }
    zero.add(c0a).intoMemorySegment(c, ct, ORDER);
    zero.add(c0b).intoMemorySegment(c, ct + BYTES, ORDER);
    zero.add(c0c).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    zero.add(c0d).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    ct += cRow;
    zero.add(c1a).intoMemorySegment(c, ct, ORDER);
    zero.add(c1b).intoMemorySegment(c, ct + BYTES, ORDER);
    zero.add(c1c).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    zero.add(c1d).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    ct += cRow;
    zero.add(c2a).intoMemorySegment(c, ct, ORDER);
    zero.add(c2b).intoMemorySegment(c, ct + BYTES, ORDER);
    zero.add(c2c).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    zero.add(c2d).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    ct += cRow;
    zero.add(c3a).intoMemorySegment(c, ct, ORDER);
    zero.add(c3b).intoMemorySegment(c, ct + BYTES, ORDER);
    zero.add(c3c).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    zero.add(c3d).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    ct += cRow;
    zero.add(c4a).intoMemorySegment(c, ct, ORDER);
    zero.add(c4b).intoMemorySegment(c, ct + BYTES, ORDER);
    zero.add(c4c).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    zero.add(c4d).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    ct += cRow;
    zero.add(c5a).intoMemorySegment(c, ct, ORDER);
    zero.add(c5b).intoMemorySegment(c, ct + BYTES, ORDER);
    zero.add(c5c).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    zero.add(c5d).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
  }

  /** Adds a tile of sums, row after row, to {@code z}. */
  static void add(
      int rows,
      MemorySegment tile,
      MemorySegment z,
      long zt,
      long zRow,
      MemorySegment c,
      long ct,
      long cRow) {
    Lanes.meet(tile.isNative(), z.isNative(), c.isNative());
    long t = 0;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
      FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER);
      FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER);
      FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, tile, t, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, tile, t + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, tile, t + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, tile, t + 3 * BYTES, ORDER);
      a0.add(b0).intoMemorySegment(c, ct, ORDER);
      a1.add(b1).intoMemorySegment(c, ct + BYTES, ORDER);
      a2.add(b2).intoMemorySegment(c, ct + 2 * BYTES, ORDER);
      a3.add(b3).intoMemorySegment(c, ct + 3 * BYTES, ORDER);
      t += 4 * BYTES;
      zt += zRow;
      ct += cRow;
    }
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
    FloatVector c0c = zero;
    FloatVector c0d = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c1c = zero;
    FloatVector c1d = zero;
    FloatVector c2a = zero;
    FloatVector c2b = zero;
    FloatVector c2c = zero;
    FloatVector c2d = zero;
    FloatVector c3a = zero;
    FloatVector c3b = zero;
    FloatVector c3c = zero;
    FloatVector c3d = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      c0c = x0.fma(b2, c0c);
      c0d = x0.fma(b3, c0d);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      c1c = x1.fma(b2, c1c);
      c1d = x1.fma(b3, c1d);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * PITCH]);
      c2a = x2.fma(b0, c2a);
      c2b = x2.fma(b1, c2b);
      c2c = x2.fma(b2, c2c);
      c2d = x2.fma(b3, c2d);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * PITCH]);
      c3a = x3.fma(b0, c3a);
      c3b = x3.fma(b1, c3b);
      c3c = x3.fma(b2, c3c);
      c3d = x3.fma(b3, c3d);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c0c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c0d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c1b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c1c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c1d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c2a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c2b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c2c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c2d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c3a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c3b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c3c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c3d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
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
    FloatVector c0c = zero;
    FloatVector c0d = zero;
    FloatVector c1a = zero;
    FloatVector c1b = zero;
    FloatVector c1c = zero;
    FloatVector c1d = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      c0c = x0.fma(b2, c0c);
      c0d = x0.fma(b3, c0d);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + PITCH]);
      c1a = x1.fma(b0, c1a);
      c1b = x1.fma(b1, c1b);
      c1c = x1.fma(b2, c1c);
      c1d = x1.fma(b3, c1d);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c0c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c0d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
    zt += zRow;
    ct += cRow;
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c1a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c1b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c1c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c1d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
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
    FloatVector c0c = zero;
    FloatVector c0d = zero;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, bt + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, b, bt + 2 * BYTES, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, b, bt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      c0a = x0.fma(b0, c0a);
      c0b = x0.fma(b1, c0b);
      c0c = x0.fma(b2, c0c);
      c0d = x0.fma(b3, c0d);
      at += aStep;
      bt += bStep;
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c0c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c0d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
  }

  /**
   * One row by a strip that is packed, so that its vectors follow each other: written so that C2
   * checks the accesses in front of the loop, and weights that no cache holds are read as fast as
   * memory gives them; see {@link DotRow}. The sums are those of {@link #rows1}.
   */
  static void packedRow(
      int k,
      float[] a,
      int at,
      MemorySegment b,
      long bt,
      MemorySegment z,
      long zt,
      MemorySegment c,
      long ct) {
    Lanes.meet(b.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c0a = zero;
    FloatVector c0b = zero;
    FloatVector c0c = zero;
    FloatVector c0d = zero;
    for (int p = 0; p < k; p++) {
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + p]);
      long step = bt + p * (4 * BYTES);
      c0a = x0.fma(FloatVector.fromMemorySegment(SPECIES, b, step, ORDER), c0a);
      c0b = x0.fma(FloatVector.fromMemorySegment(SPECIES, b, step + BYTES, ORDER), c0b);
      c0c = x0.fma(FloatVector.fromMemorySegment(SPECIES, b, step + 2 * BYTES, ORDER), c0c);
      c0d = x0.fma(FloatVector.fromMemorySegment(SPECIES, b, step + 3 * BYTES, ORDER), c0d);
    }
    FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER).add(c0a).intoMemorySegment(c, ct, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + BYTES, ORDER)
        .add(c0b)
        .intoMemorySegment(c, ct + BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 2 * BYTES, ORDER)
        .add(c0c)
        .intoMemorySegment(c, ct + 2 * BYTES, ORDER);
    FloatVector.fromMemorySegment(SPECIES, z, zt + 3 * BYTES, ORDER)
        .add(c0d)
        .intoMemorySegment(c, ct + 3 * BYTES, ORDER);
  }
}
