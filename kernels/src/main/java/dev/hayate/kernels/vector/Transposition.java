package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Butterfly.SWAP_1;
import static dev.hayate.kernels.vector.Butterfly.SWAP_2;
import static dev.hayate.kernels.vector.Butterfly.SWAP_4;
import static dev.hayate.kernels.vector.Butterfly.SWAP_8;
import static dev.hayate.kernels.vector.Butterfly.UPPER_1;
import static dev.hayate.kernels.vector.Butterfly.UPPER_2;
import static dev.hayate.kernels.vector.Butterfly.UPPER_4;
import static dev.hayate.kernels.vector.Butterfly.UPPER_8;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Writes matrices transposed. All offsets and distances are in bytes.
 *
 * <p>A square block of as many rows as a vector has lanes is turned over in registers, after
 * Eklundh, "A fast computer method for matrix transposing", 1972: the two quarters of the block off
 * its diagonal change places, then the same is done within each quarter, until they are single
 * numbers. Each round pairs a row with the one half a quarter below: one keeps its lower lanes and
 * takes those of the other, moved up; the other keeps its upper lanes.
 */
final class Transposition {
  private Transposition() {}

  /**
   * Writes a matrix transposed. The columns written are filled up to a whole number of vectors with
   * anything.
   *
   * @param rows the rows read, which are the columns written
   * @param cols the columns read, which are the rows written
   */
  static void write(
      int rows,
      int cols,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow) {
    int whole = cols - cols % LANES;
    for (int i = 0; i < rows; i += LANES) {
      int count = Math.min(rows - i, LANES);
      long fi = ft + i * fRow;
      long ti = tt + 4L * i;
      for (int j = 0; j < whole; j += LANES) {
        block(count, from, fi + 4L * j, fRow, to, ti + j * tRow, tRow);
      }
      if (whole < cols) {
        floats(count, cols - whole, from, fi + 4L * whole, fRow, to, ti + whole * tRow, tRow);
      }
    }
  }

  private static void floats(
      int rows,
      int cols,
      MemorySegment from,
      long ft,
      long fRow,
      MemorySegment to,
      long tt,
      long tRow) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        to.set(FLOAT, tt + j * tRow + 4L * i, from.get(FLOAT, ft + i * fRow + 4L * j));
      }
    }
  }

  /**
   * Turns over a square block.
   *
   * @param rows the rows to be read; the last of them is read again in place of those that are
   *     missing
   */
  private static void block(
      int rows, MemorySegment from, long ft, long fRow, MemorySegment to, long tt, long tRow) {
    switch (LANES) {
      case 16 -> sixteen(rows, from, ft, fRow, to, tt, tRow);
      case 8 -> eight(rows, from, ft, fRow, to, tt, tRow);
      case 4 -> four(rows, from, ft, fRow, to, tt, tRow);
      default -> floats(rows, LANES, from, ft, fRow, to, tt, tRow);
    }
  }

  private static void sixteen(
      int rows, MemorySegment from, long ft, long fRow, MemorySegment to, long tt, long tRow) {
    Lanes.meet(from.isNative(), to.isNative());
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 1 ? fRow : 0;
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 2 ? fRow : 0;
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 3 ? fRow : 0;
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 4 ? fRow : 0;
    FloatVector a4 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 5 ? fRow : 0;
    FloatVector a5 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 6 ? fRow : 0;
    FloatVector a6 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 7 ? fRow : 0;
    FloatVector a7 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 8 ? fRow : 0;
    FloatVector a8 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 9 ? fRow : 0;
    FloatVector a9 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 10 ? fRow : 0;
    FloatVector a10 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 11 ? fRow : 0;
    FloatVector a11 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 12 ? fRow : 0;
    FloatVector a12 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 13 ? fRow : 0;
    FloatVector a13 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 14 ? fRow : 0;
    FloatVector a14 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 15 ? fRow : 0;
    FloatVector a15 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    FloatVector b0 = a0.blend(a8.rearrange(SWAP_8), UPPER_8);
    FloatVector b8 = a0.rearrange(SWAP_8).blend(a8, UPPER_8);
    FloatVector b1 = a1.blend(a9.rearrange(SWAP_8), UPPER_8);
    FloatVector b9 = a1.rearrange(SWAP_8).blend(a9, UPPER_8);
    FloatVector b2 = a2.blend(a10.rearrange(SWAP_8), UPPER_8);
    FloatVector b10 = a2.rearrange(SWAP_8).blend(a10, UPPER_8);
    FloatVector b3 = a3.blend(a11.rearrange(SWAP_8), UPPER_8);
    FloatVector b11 = a3.rearrange(SWAP_8).blend(a11, UPPER_8);
    FloatVector b4 = a4.blend(a12.rearrange(SWAP_8), UPPER_8);
    FloatVector b12 = a4.rearrange(SWAP_8).blend(a12, UPPER_8);
    FloatVector b5 = a5.blend(a13.rearrange(SWAP_8), UPPER_8);
    FloatVector b13 = a5.rearrange(SWAP_8).blend(a13, UPPER_8);
    FloatVector b6 = a6.blend(a14.rearrange(SWAP_8), UPPER_8);
    FloatVector b14 = a6.rearrange(SWAP_8).blend(a14, UPPER_8);
    FloatVector b7 = a7.blend(a15.rearrange(SWAP_8), UPPER_8);
    FloatVector b15 = a7.rearrange(SWAP_8).blend(a15, UPPER_8);
    FloatVector c0 = b0.blend(b4.rearrange(SWAP_4), UPPER_4);
    FloatVector c4 = b0.rearrange(SWAP_4).blend(b4, UPPER_4);
    FloatVector c1 = b1.blend(b5.rearrange(SWAP_4), UPPER_4);
    FloatVector c5 = b1.rearrange(SWAP_4).blend(b5, UPPER_4);
    FloatVector c2 = b2.blend(b6.rearrange(SWAP_4), UPPER_4);
    FloatVector c6 = b2.rearrange(SWAP_4).blend(b6, UPPER_4);
    FloatVector c3 = b3.blend(b7.rearrange(SWAP_4), UPPER_4);
    FloatVector c7 = b3.rearrange(SWAP_4).blend(b7, UPPER_4);
    FloatVector c8 = b8.blend(b12.rearrange(SWAP_4), UPPER_4);
    FloatVector c12 = b8.rearrange(SWAP_4).blend(b12, UPPER_4);
    FloatVector c9 = b9.blend(b13.rearrange(SWAP_4), UPPER_4);
    FloatVector c13 = b9.rearrange(SWAP_4).blend(b13, UPPER_4);
    FloatVector c10 = b10.blend(b14.rearrange(SWAP_4), UPPER_4);
    FloatVector c14 = b10.rearrange(SWAP_4).blend(b14, UPPER_4);
    FloatVector c11 = b11.blend(b15.rearrange(SWAP_4), UPPER_4);
    FloatVector c15 = b11.rearrange(SWAP_4).blend(b15, UPPER_4);
    FloatVector d0 = c0.blend(c2.rearrange(SWAP_2), UPPER_2);
    FloatVector d2 = c0.rearrange(SWAP_2).blend(c2, UPPER_2);
    FloatVector d1 = c1.blend(c3.rearrange(SWAP_2), UPPER_2);
    FloatVector d3 = c1.rearrange(SWAP_2).blend(c3, UPPER_2);
    FloatVector d4 = c4.blend(c6.rearrange(SWAP_2), UPPER_2);
    FloatVector d6 = c4.rearrange(SWAP_2).blend(c6, UPPER_2);
    FloatVector d5 = c5.blend(c7.rearrange(SWAP_2), UPPER_2);
    FloatVector d7 = c5.rearrange(SWAP_2).blend(c7, UPPER_2);
    FloatVector d8 = c8.blend(c10.rearrange(SWAP_2), UPPER_2);
    FloatVector d10 = c8.rearrange(SWAP_2).blend(c10, UPPER_2);
    FloatVector d9 = c9.blend(c11.rearrange(SWAP_2), UPPER_2);
    FloatVector d11 = c9.rearrange(SWAP_2).blend(c11, UPPER_2);
    FloatVector d12 = c12.blend(c14.rearrange(SWAP_2), UPPER_2);
    FloatVector d14 = c12.rearrange(SWAP_2).blend(c14, UPPER_2);
    FloatVector d13 = c13.blend(c15.rearrange(SWAP_2), UPPER_2);
    FloatVector d15 = c13.rearrange(SWAP_2).blend(c15, UPPER_2);
    FloatVector e0 = d0.blend(d1.rearrange(SWAP_1), UPPER_1);
    FloatVector e1 = d0.rearrange(SWAP_1).blend(d1, UPPER_1);
    FloatVector e2 = d2.blend(d3.rearrange(SWAP_1), UPPER_1);
    FloatVector e3 = d2.rearrange(SWAP_1).blend(d3, UPPER_1);
    FloatVector e4 = d4.blend(d5.rearrange(SWAP_1), UPPER_1);
    FloatVector e5 = d4.rearrange(SWAP_1).blend(d5, UPPER_1);
    FloatVector e6 = d6.blend(d7.rearrange(SWAP_1), UPPER_1);
    FloatVector e7 = d6.rearrange(SWAP_1).blend(d7, UPPER_1);
    FloatVector e8 = d8.blend(d9.rearrange(SWAP_1), UPPER_1);
    FloatVector e9 = d8.rearrange(SWAP_1).blend(d9, UPPER_1);
    FloatVector e10 = d10.blend(d11.rearrange(SWAP_1), UPPER_1);
    FloatVector e11 = d10.rearrange(SWAP_1).blend(d11, UPPER_1);
    FloatVector e12 = d12.blend(d13.rearrange(SWAP_1), UPPER_1);
    FloatVector e13 = d12.rearrange(SWAP_1).blend(d13, UPPER_1);
    FloatVector e14 = d14.blend(d15.rearrange(SWAP_1), UPPER_1);
    FloatVector e15 = d14.rearrange(SWAP_1).blend(d15, UPPER_1);
    e0.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e1.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e2.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e3.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e4.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e5.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e6.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e7.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e8.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e9.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e10.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e11.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e12.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e13.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e14.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    e15.intoMemorySegment(to, tt, ORDER);
  }

  private static void eight(
      int rows, MemorySegment from, long ft, long fRow, MemorySegment to, long tt, long tRow) {
    Lanes.meet(from.isNative(), to.isNative());
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 1 ? fRow : 0;
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 2 ? fRow : 0;
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 3 ? fRow : 0;
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 4 ? fRow : 0;
    FloatVector a4 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 5 ? fRow : 0;
    FloatVector a5 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 6 ? fRow : 0;
    FloatVector a6 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 7 ? fRow : 0;
    FloatVector a7 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    FloatVector b0 = a0.blend(a4.rearrange(SWAP_4), UPPER_4);
    FloatVector b4 = a0.rearrange(SWAP_4).blend(a4, UPPER_4);
    FloatVector b1 = a1.blend(a5.rearrange(SWAP_4), UPPER_4);
    FloatVector b5 = a1.rearrange(SWAP_4).blend(a5, UPPER_4);
    FloatVector b2 = a2.blend(a6.rearrange(SWAP_4), UPPER_4);
    FloatVector b6 = a2.rearrange(SWAP_4).blend(a6, UPPER_4);
    FloatVector b3 = a3.blend(a7.rearrange(SWAP_4), UPPER_4);
    FloatVector b7 = a3.rearrange(SWAP_4).blend(a7, UPPER_4);
    FloatVector c0 = b0.blend(b2.rearrange(SWAP_2), UPPER_2);
    FloatVector c2 = b0.rearrange(SWAP_2).blend(b2, UPPER_2);
    FloatVector c1 = b1.blend(b3.rearrange(SWAP_2), UPPER_2);
    FloatVector c3 = b1.rearrange(SWAP_2).blend(b3, UPPER_2);
    FloatVector c4 = b4.blend(b6.rearrange(SWAP_2), UPPER_2);
    FloatVector c6 = b4.rearrange(SWAP_2).blend(b6, UPPER_2);
    FloatVector c5 = b5.blend(b7.rearrange(SWAP_2), UPPER_2);
    FloatVector c7 = b5.rearrange(SWAP_2).blend(b7, UPPER_2);
    FloatVector d0 = c0.blend(c1.rearrange(SWAP_1), UPPER_1);
    FloatVector d1 = c0.rearrange(SWAP_1).blend(c1, UPPER_1);
    FloatVector d2 = c2.blend(c3.rearrange(SWAP_1), UPPER_1);
    FloatVector d3 = c2.rearrange(SWAP_1).blend(c3, UPPER_1);
    FloatVector d4 = c4.blend(c5.rearrange(SWAP_1), UPPER_1);
    FloatVector d5 = c4.rearrange(SWAP_1).blend(c5, UPPER_1);
    FloatVector d6 = c6.blend(c7.rearrange(SWAP_1), UPPER_1);
    FloatVector d7 = c6.rearrange(SWAP_1).blend(c7, UPPER_1);
    d0.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d1.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d2.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d3.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d4.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d5.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d6.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    d7.intoMemorySegment(to, tt, ORDER);
  }

  private static void four(
      int rows, MemorySegment from, long ft, long fRow, MemorySegment to, long tt, long tRow) {
    Lanes.meet(from.isNative(), to.isNative());
    FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 1 ? fRow : 0;
    FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 2 ? fRow : 0;
    FloatVector a2 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    ft += rows > 3 ? fRow : 0;
    FloatVector a3 = FloatVector.fromMemorySegment(SPECIES, from, ft, ORDER);
    FloatVector b0 = a0.blend(a2.rearrange(SWAP_2), UPPER_2);
    FloatVector b2 = a0.rearrange(SWAP_2).blend(a2, UPPER_2);
    FloatVector b1 = a1.blend(a3.rearrange(SWAP_2), UPPER_2);
    FloatVector b3 = a1.rearrange(SWAP_2).blend(a3, UPPER_2);
    FloatVector c0 = b0.blend(b1.rearrange(SWAP_1), UPPER_1);
    FloatVector c1 = b0.rearrange(SWAP_1).blend(b1, UPPER_1);
    FloatVector c2 = b2.blend(b3.rearrange(SWAP_1), UPPER_1);
    FloatVector c3 = b2.rearrange(SWAP_1).blend(b3, UPPER_1);
    c0.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    c1.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    c2.intoMemorySegment(to, tt, ORDER);
    tt += tRow;
    c3.intoMemorySegment(to, tt, ORDER);
  }
}
