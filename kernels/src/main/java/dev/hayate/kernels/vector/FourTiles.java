package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Butterfly.SWAP_4;
import static dev.hayate.kernels.vector.Butterfly.SWAP_8;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The micro-kernels of {@link Fours}: tiles of four rows by one to three vectors, each of which
 * holds four columns by four steps.
 *
 * <p>A group is 16 steps, which is a vector of the left operand. From it four are made, one after
 * the other, in which each quarter holds one of its numbers four times. The processor shuffles
 * beside the multiply-adds, so that costs nothing as long as there are three of those for each.
 *
 * <p>The arguments are, offsets and distances in bytes for the segment and in floats for the
 * arrays:
 *
 * <ul>
 *   <li>{@code a, at, aRow, aStep}: the left operand, and what is between rows and between groups;
 *   <li>{@code b, bStep}: the right one, packed, and what is between halves of a group;
 *   <li>{@code out, ot, oStep}: a vector for each row, and what is between tiles.
 * </ul>
 *
 * The steps are variables for the reason that {@link Tiles} gives. There are two for a group of b
 * since C2 reads as early as it may, and would read more of b than fits into the registers.
 */
final class FourTiles {
  private FourTiles() {}

  static void vectors1(
      int tiles,
      int groups,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      float[] b,
      int bStep,
      float[] out,
      int ot,
      int oStep) {
    Lanes.meet(a.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < tiles; i++) {
      long a0 = at;
      int bt = 0;
      FloatVector s0a = zero;
      FloatVector s1a = zero;
      FloatVector s2a = zero;
      FloatVector s3a = zero;
      for (int p = 0; p < groups; p++) {
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, a, a0, ORDER);
        long a1 = a0 + aRow;
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, a, a1, ORDER);
        long a2 = a1 + aRow;
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, a, a2, ORDER);
        long a3 = a2 + aRow;
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, a, a3, ORDER);
        FloatVector b0a = FloatVector.fromArray(SPECIES, b, bt);
        FloatVector x00 = x0.rearrange(Fours.COPY_0);
        s0a = x00.fma(b0a, s0a);
        FloatVector x10 = x1.rearrange(Fours.COPY_0);
        s1a = x10.fma(b0a, s1a);
        FloatVector x20 = x2.rearrange(Fours.COPY_0);
        s2a = x20.fma(b0a, s2a);
        FloatVector x30 = x3.rearrange(Fours.COPY_0);
        s3a = x30.fma(b0a, s3a);
        FloatVector b1a = FloatVector.fromArray(SPECIES, b, bt + 1 * LANES);
        FloatVector x01 = x0.rearrange(Fours.COPY_1);
        s0a = x01.fma(b1a, s0a);
        FloatVector x11 = x1.rearrange(Fours.COPY_1);
        s1a = x11.fma(b1a, s1a);
        FloatVector x21 = x2.rearrange(Fours.COPY_1);
        s2a = x21.fma(b1a, s2a);
        FloatVector x31 = x3.rearrange(Fours.COPY_1);
        s3a = x31.fma(b1a, s3a);
        bt += bStep;
        FloatVector b2a = FloatVector.fromArray(SPECIES, b, bt);
        FloatVector x02 = x0.rearrange(Fours.COPY_2);
        s0a = x02.fma(b2a, s0a);
        FloatVector x12 = x1.rearrange(Fours.COPY_2);
        s1a = x12.fma(b2a, s1a);
        FloatVector x22 = x2.rearrange(Fours.COPY_2);
        s2a = x22.fma(b2a, s2a);
        FloatVector x32 = x3.rearrange(Fours.COPY_2);
        s3a = x32.fma(b2a, s3a);
        FloatVector b3a = FloatVector.fromArray(SPECIES, b, bt + 1 * LANES);
        FloatVector x03 = x0.rearrange(Fours.COPY_3);
        s0a = x03.fma(b3a, s0a);
        FloatVector x13 = x1.rearrange(Fours.COPY_3);
        s1a = x13.fma(b3a, s1a);
        FloatVector x23 = x2.rearrange(Fours.COPY_3);
        s2a = x23.fma(b3a, s2a);
        FloatVector x33 = x3.rearrange(Fours.COPY_3);
        s3a = x33.fma(b3a, s3a);
        bt += bStep;
        a0 += aStep;
      }
      FloatVector half0 = s0a.add(s0a.rearrange(SWAP_8));
      half0.add(half0.rearrange(SWAP_4)).intoArray(out, ot);
      FloatVector half1 = s1a.add(s1a.rearrange(SWAP_8));
      half1.add(half1.rearrange(SWAP_4)).intoArray(out, ot + 1 * LANES);
      FloatVector half2 = s2a.add(s2a.rearrange(SWAP_8));
      half2.add(half2.rearrange(SWAP_4)).intoArray(out, ot + 2 * LANES);
      FloatVector half3 = s3a.add(s3a.rearrange(SWAP_8));
      half3.add(half3.rearrange(SWAP_4)).intoArray(out, ot + 3 * LANES);
      ot += oStep;
      at += 4 * aRow;
    }
  }

  static void vectors2(
      int tiles,
      int groups,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      float[] b,
      int bStep,
      float[] out,
      int ot,
      int oStep) {
    Lanes.meet(a.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    VectorMask<Float> upper4 = VectorMask.fromLong(SPECIES, Fours.UPPER_4);
    for (int i = 0; i < tiles; i++) {
      long a0 = at;
      int bt = 0;
      FloatVector s0a = zero;
      FloatVector s0b = zero;
      FloatVector s1a = zero;
      FloatVector s1b = zero;
      FloatVector s2a = zero;
      FloatVector s2b = zero;
      FloatVector s3a = zero;
      FloatVector s3b = zero;
      for (int p = 0; p < groups; p++) {
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, a, a0, ORDER);
        long a1 = a0 + aRow;
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, a, a1, ORDER);
        long a2 = a1 + aRow;
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, a, a2, ORDER);
        long a3 = a2 + aRow;
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, a, a3, ORDER);
        FloatVector b0a = FloatVector.fromArray(SPECIES, b, bt);
        FloatVector b0b = FloatVector.fromArray(SPECIES, b, bt + 1 * LANES);
        FloatVector x00 = x0.rearrange(Fours.COPY_0);
        s0a = x00.fma(b0a, s0a);
        s0b = x00.fma(b0b, s0b);
        FloatVector x10 = x1.rearrange(Fours.COPY_0);
        s1a = x10.fma(b0a, s1a);
        s1b = x10.fma(b0b, s1b);
        FloatVector x20 = x2.rearrange(Fours.COPY_0);
        s2a = x20.fma(b0a, s2a);
        s2b = x20.fma(b0b, s2b);
        FloatVector x30 = x3.rearrange(Fours.COPY_0);
        s3a = x30.fma(b0a, s3a);
        s3b = x30.fma(b0b, s3b);
        FloatVector b1a = FloatVector.fromArray(SPECIES, b, bt + 2 * LANES);
        FloatVector b1b = FloatVector.fromArray(SPECIES, b, bt + 3 * LANES);
        FloatVector x01 = x0.rearrange(Fours.COPY_1);
        s0a = x01.fma(b1a, s0a);
        s0b = x01.fma(b1b, s0b);
        FloatVector x11 = x1.rearrange(Fours.COPY_1);
        s1a = x11.fma(b1a, s1a);
        s1b = x11.fma(b1b, s1b);
        FloatVector x21 = x2.rearrange(Fours.COPY_1);
        s2a = x21.fma(b1a, s2a);
        s2b = x21.fma(b1b, s2b);
        FloatVector x31 = x3.rearrange(Fours.COPY_1);
        s3a = x31.fma(b1a, s3a);
        s3b = x31.fma(b1b, s3b);
        bt += bStep;
        FloatVector b2a = FloatVector.fromArray(SPECIES, b, bt);
        FloatVector b2b = FloatVector.fromArray(SPECIES, b, bt + 1 * LANES);
        FloatVector x02 = x0.rearrange(Fours.COPY_2);
        s0a = x02.fma(b2a, s0a);
        s0b = x02.fma(b2b, s0b);
        FloatVector x12 = x1.rearrange(Fours.COPY_2);
        s1a = x12.fma(b2a, s1a);
        s1b = x12.fma(b2b, s1b);
        FloatVector x22 = x2.rearrange(Fours.COPY_2);
        s2a = x22.fma(b2a, s2a);
        s2b = x22.fma(b2b, s2b);
        FloatVector x32 = x3.rearrange(Fours.COPY_2);
        s3a = x32.fma(b2a, s3a);
        s3b = x32.fma(b2b, s3b);
        FloatVector b3a = FloatVector.fromArray(SPECIES, b, bt + 2 * LANES);
        FloatVector b3b = FloatVector.fromArray(SPECIES, b, bt + 3 * LANES);
        FloatVector x03 = x0.rearrange(Fours.COPY_3);
        s0a = x03.fma(b3a, s0a);
        s0b = x03.fma(b3b, s0b);
        FloatVector x13 = x1.rearrange(Fours.COPY_3);
        s1a = x13.fma(b3a, s1a);
        s1b = x13.fma(b3b, s1b);
        FloatVector x23 = x2.rearrange(Fours.COPY_3);
        s2a = x23.fma(b3a, s2a);
        s2b = x23.fma(b3b, s2b);
        FloatVector x33 = x3.rearrange(Fours.COPY_3);
        s3a = x33.fma(b3a, s3a);
        s3b = x33.fma(b3b, s3b);
        bt += bStep;
        a0 += aStep;
      }
      FloatVector half0a = s0a.add(s0a.rearrange(SWAP_8));
      FloatVector half0b = s0b.add(s0b.rearrange(SWAP_8));
      half0a
          .blend(half0b, upper4)
          .add(half0b.blend(half0a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot);
      FloatVector half1a = s1a.add(s1a.rearrange(SWAP_8));
      FloatVector half1b = s1b.add(s1b.rearrange(SWAP_8));
      half1a
          .blend(half1b, upper4)
          .add(half1b.blend(half1a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 1 * LANES);
      FloatVector half2a = s2a.add(s2a.rearrange(SWAP_8));
      FloatVector half2b = s2b.add(s2b.rearrange(SWAP_8));
      half2a
          .blend(half2b, upper4)
          .add(half2b.blend(half2a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 2 * LANES);
      FloatVector half3a = s3a.add(s3a.rearrange(SWAP_8));
      FloatVector half3b = s3b.add(s3b.rearrange(SWAP_8));
      half3a
          .blend(half3b, upper4)
          .add(half3b.blend(half3a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 3 * LANES);
      ot += oStep;
      at += 4 * aRow;
    }
  }

  static void vectors3(
      int tiles,
      int groups,
      MemorySegment a,
      long at,
      long aRow,
      long aStep,
      float[] b,
      int bStep,
      float[] out,
      int ot,
      int oStep) {
    Lanes.meet(a.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    VectorMask<Float> upper8 = VectorMask.fromLong(SPECIES, Fours.UPPER_8);
    VectorMask<Float> upper4 = VectorMask.fromLong(SPECIES, Fours.UPPER_4);
    for (int i = 0; i < tiles; i++) {
      long a0 = at;
      int bt = 0;
      FloatVector s0a = zero;
      FloatVector s0b = zero;
      FloatVector s0c = zero;
      FloatVector s1a = zero;
      FloatVector s1b = zero;
      FloatVector s1c = zero;
      FloatVector s2a = zero;
      FloatVector s2b = zero;
      FloatVector s2c = zero;
      FloatVector s3a = zero;
      FloatVector s3b = zero;
      FloatVector s3c = zero;
      for (int p = 0; p < groups; p++) {
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, a, a0, ORDER);
        long a1 = a0 + aRow;
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, a, a1, ORDER);
        long a2 = a1 + aRow;
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, a, a2, ORDER);
        long a3 = a2 + aRow;
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, a, a3, ORDER);
        FloatVector b0a = FloatVector.fromArray(SPECIES, b, bt);
        FloatVector b0b = FloatVector.fromArray(SPECIES, b, bt + 1 * LANES);
        FloatVector b0c = FloatVector.fromArray(SPECIES, b, bt + 2 * LANES);
        FloatVector x00 = x0.rearrange(Fours.COPY_0);
        s0a = x00.fma(b0a, s0a);
        s0b = x00.fma(b0b, s0b);
        s0c = x00.fma(b0c, s0c);
        FloatVector x10 = x1.rearrange(Fours.COPY_0);
        s1a = x10.fma(b0a, s1a);
        s1b = x10.fma(b0b, s1b);
        s1c = x10.fma(b0c, s1c);
        FloatVector x20 = x2.rearrange(Fours.COPY_0);
        s2a = x20.fma(b0a, s2a);
        s2b = x20.fma(b0b, s2b);
        s2c = x20.fma(b0c, s2c);
        FloatVector x30 = x3.rearrange(Fours.COPY_0);
        s3a = x30.fma(b0a, s3a);
        s3b = x30.fma(b0b, s3b);
        s3c = x30.fma(b0c, s3c);
        FloatVector b1a = FloatVector.fromArray(SPECIES, b, bt + 3 * LANES);
        FloatVector b1b = FloatVector.fromArray(SPECIES, b, bt + 4 * LANES);
        FloatVector b1c = FloatVector.fromArray(SPECIES, b, bt + 5 * LANES);
        FloatVector x01 = x0.rearrange(Fours.COPY_1);
        s0a = x01.fma(b1a, s0a);
        s0b = x01.fma(b1b, s0b);
        s0c = x01.fma(b1c, s0c);
        FloatVector x11 = x1.rearrange(Fours.COPY_1);
        s1a = x11.fma(b1a, s1a);
        s1b = x11.fma(b1b, s1b);
        s1c = x11.fma(b1c, s1c);
        FloatVector x21 = x2.rearrange(Fours.COPY_1);
        s2a = x21.fma(b1a, s2a);
        s2b = x21.fma(b1b, s2b);
        s2c = x21.fma(b1c, s2c);
        FloatVector x31 = x3.rearrange(Fours.COPY_1);
        s3a = x31.fma(b1a, s3a);
        s3b = x31.fma(b1b, s3b);
        s3c = x31.fma(b1c, s3c);
        bt += bStep;
        FloatVector b2a = FloatVector.fromArray(SPECIES, b, bt);
        FloatVector b2b = FloatVector.fromArray(SPECIES, b, bt + 1 * LANES);
        FloatVector b2c = FloatVector.fromArray(SPECIES, b, bt + 2 * LANES);
        FloatVector x02 = x0.rearrange(Fours.COPY_2);
        s0a = x02.fma(b2a, s0a);
        s0b = x02.fma(b2b, s0b);
        s0c = x02.fma(b2c, s0c);
        FloatVector x12 = x1.rearrange(Fours.COPY_2);
        s1a = x12.fma(b2a, s1a);
        s1b = x12.fma(b2b, s1b);
        s1c = x12.fma(b2c, s1c);
        FloatVector x22 = x2.rearrange(Fours.COPY_2);
        s2a = x22.fma(b2a, s2a);
        s2b = x22.fma(b2b, s2b);
        s2c = x22.fma(b2c, s2c);
        FloatVector x32 = x3.rearrange(Fours.COPY_2);
        s3a = x32.fma(b2a, s3a);
        s3b = x32.fma(b2b, s3b);
        s3c = x32.fma(b2c, s3c);
        FloatVector b3a = FloatVector.fromArray(SPECIES, b, bt + 3 * LANES);
        FloatVector b3b = FloatVector.fromArray(SPECIES, b, bt + 4 * LANES);
        FloatVector b3c = FloatVector.fromArray(SPECIES, b, bt + 5 * LANES);
        FloatVector x03 = x0.rearrange(Fours.COPY_3);
        s0a = x03.fma(b3a, s0a);
        s0b = x03.fma(b3b, s0b);
        s0c = x03.fma(b3c, s0c);
        FloatVector x13 = x1.rearrange(Fours.COPY_3);
        s1a = x13.fma(b3a, s1a);
        s1b = x13.fma(b3b, s1b);
        s1c = x13.fma(b3c, s1c);
        FloatVector x23 = x2.rearrange(Fours.COPY_3);
        s2a = x23.fma(b3a, s2a);
        s2b = x23.fma(b3b, s2b);
        s2c = x23.fma(b3c, s2c);
        FloatVector x33 = x3.rearrange(Fours.COPY_3);
        s3a = x33.fma(b3a, s3a);
        s3b = x33.fma(b3b, s3b);
        s3c = x33.fma(b3c, s3c);
        bt += bStep;
        a0 += aStep;
      }
      FloatVector half0a = s0a.blend(s0c, upper8).add(s0c.blend(s0a, upper8).rearrange(SWAP_8));
      FloatVector half0b = s0b.add(s0b.rearrange(SWAP_8));
      half0a
          .blend(half0b, upper4)
          .add(half0b.blend(half0a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot);
      FloatVector half1a = s1a.blend(s1c, upper8).add(s1c.blend(s1a, upper8).rearrange(SWAP_8));
      FloatVector half1b = s1b.add(s1b.rearrange(SWAP_8));
      half1a
          .blend(half1b, upper4)
          .add(half1b.blend(half1a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 1 * LANES);
      FloatVector half2a = s2a.blend(s2c, upper8).add(s2c.blend(s2a, upper8).rearrange(SWAP_8));
      FloatVector half2b = s2b.add(s2b.rearrange(SWAP_8));
      half2a
          .blend(half2b, upper4)
          .add(half2b.blend(half2a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 2 * LANES);
      FloatVector half3a = s3a.blend(s3c, upper8).add(s3c.blend(s3a, upper8).rearrange(SWAP_8));
      FloatVector half3b = s3b.add(s3b.rearrange(SWAP_8));
      half3a
          .blend(half3b, upper4)
          .add(half3b.blend(half3a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 3 * LANES);
      ot += oStep;
      at += 4 * aRow;
    }
  }
}
