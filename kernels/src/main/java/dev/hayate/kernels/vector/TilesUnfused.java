package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The tiles of a machine that cannot fuse a multiplication and an addition: one row and one vector
 * at a time, for such machines are old and few. See {@link Tiles} for the arguments.
 */
final class TilesUnfused {
  private TilesUnfused() {}

  static void row(
      int vectors,
      int k,
      MemorySegment a,
      long at,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      MemorySegment c,
      long ct) {
    for (int j = 0; j < vectors; j++) {
      vector(k, a, at, aStep, b, bt + j * BYTES, bStep, z, zt + j * BYTES, c, ct + j * BYTES);
    }
  }

  private static void vector(
      int k,
      MemorySegment a,
      long at,
      long aStep,
      MemorySegment b,
      long bt,
      long bStep,
      MemorySegment z,
      long zt,
      MemorySegment c,
      long ct) {
    FloatVector sum = FloatVector.fromMemorySegment(SPECIES, z, zt, ORDER);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(SPECIES, a.get(FLOAT, at));
      sum = FloatVector.fromMemorySegment(SPECIES, b, bt, ORDER).mul(x).add(sum);
      at += aStep;
      bt += bStep;
    }
    sum.intoMemorySegment(c, ct, ORDER);
  }
}
