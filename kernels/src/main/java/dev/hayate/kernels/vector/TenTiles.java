package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Butterfly.SWAP_1;
import static dev.hayate.kernels.vector.Butterfly.SWAP_2;
import static dev.hayate.kernels.vector.Butterfly.SWAP_4;
import static dev.hayate.kernels.vector.Butterfly.SWAP_8;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The micro-kernel of {@link Fours} for nine and ten columns, which leave most of a third vector
 * empty: the first eight are two vectors of four columns by four steps, and each of the others is a
 * vector of its own, of 16 steps, which takes the left operand as it is. So a row is four vectors
 * of sums, and a group of steps ten multiply-adds instead of twelve. See {@link FourTiles} for the
 * arguments.
 */
final class TenTiles {
  private TenTiles() {}

  /**
   * Some tiles of four rows.
   *
   * @param bStep the floats in two vectors: a group of b is the two vectors of single columns, and
   *     the four quarters of the others
   */
  static void rows4(
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
    VectorMask<Float> odd = VectorMask.fromLong(SPECIES, Fours.ODD);
    VectorMask<Float> upper8 = VectorMask.fromLong(SPECIES, Fours.UPPER_8);
    VectorMask<Float> upper4 = VectorMask.fromLong(SPECIES, Fours.UPPER_4);
    for (int i = 0; i < tiles; i++) {
      long a0 = at;
      int bt = 0;
      FloatVector s0a = zero;
      FloatVector s0b = zero;
      FloatVector s0c = zero;
      FloatVector s0d = zero;
      FloatVector s1a = zero;
      FloatVector s1b = zero;
      FloatVector s1c = zero;
      FloatVector s1d = zero;
      FloatVector s2a = zero;
      FloatVector s2b = zero;
      FloatVector s2c = zero;
      FloatVector s2d = zero;
      FloatVector s3a = zero;
      FloatVector s3b = zero;
      FloatVector s3c = zero;
      FloatVector s3d = zero;
      for (int p = 0; p < groups; p++) {
        FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, a, a0, ORDER);
        long a1 = a0 + aRow;
        FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, a, a1, ORDER);
        long a2 = a1 + aRow;
        FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, a, a2, ORDER);
        long a3 = a2 + aRow;
        FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, a, a3, ORDER);
        FloatVector bc = FloatVector.fromArray(SPECIES, b, bt);
        s0c = x0.fma(bc, s0c);
        s1c = x1.fma(bc, s1c);
        s2c = x2.fma(bc, s2c);
        s3c = x3.fma(bc, s3c);
        FloatVector bd = FloatVector.fromArray(SPECIES, b, bt + LANES);
        s0d = x0.fma(bd, s0d);
        s1d = x1.fma(bd, s1d);
        s2d = x2.fma(bd, s2d);
        s3d = x3.fma(bd, s3d);
        bt += bStep;
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
        bt += 2 * bStep;
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
        bt += 2 * bStep;
        a0 += aStep;
      }
      FloatVector pairs0 = s0c.blend(s0d, odd).add(s0d.blend(s0c, odd).rearrange(SWAP_1));
      FloatVector third0 = pairs0.add(pairs0.rearrange(SWAP_2));
      FloatVector half0a =
          s0a.blend(third0, upper8).add(third0.blend(s0a, upper8).rearrange(SWAP_8));
      FloatVector half0b = s0b.add(s0b.rearrange(SWAP_8));
      half0a
          .blend(half0b, upper4)
          .add(half0b.blend(half0a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot);
      FloatVector pairs1 = s1c.blend(s1d, odd).add(s1d.blend(s1c, odd).rearrange(SWAP_1));
      FloatVector third1 = pairs1.add(pairs1.rearrange(SWAP_2));
      FloatVector half1a =
          s1a.blend(third1, upper8).add(third1.blend(s1a, upper8).rearrange(SWAP_8));
      FloatVector half1b = s1b.add(s1b.rearrange(SWAP_8));
      half1a
          .blend(half1b, upper4)
          .add(half1b.blend(half1a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 1 * LANES);
      FloatVector pairs2 = s2c.blend(s2d, odd).add(s2d.blend(s2c, odd).rearrange(SWAP_1));
      FloatVector third2 = pairs2.add(pairs2.rearrange(SWAP_2));
      FloatVector half2a =
          s2a.blend(third2, upper8).add(third2.blend(s2a, upper8).rearrange(SWAP_8));
      FloatVector half2b = s2b.add(s2b.rearrange(SWAP_8));
      half2a
          .blend(half2b, upper4)
          .add(half2b.blend(half2a, upper4).rearrange(SWAP_4))
          .intoArray(out, ot + 2 * LANES);
      FloatVector pairs3 = s3c.blend(s3d, odd).add(s3d.blend(s3c, odd).rearrange(SWAP_1));
      FloatVector third3 = pairs3.add(pairs3.rearrange(SWAP_2));
      FloatVector half3a =
          s3a.blend(third3, upper8).add(third3.blend(s3a, upper8).rearrange(SWAP_8));
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
