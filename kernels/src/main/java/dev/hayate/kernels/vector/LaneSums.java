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
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The end of {@link Dots}: vectors in scratch memory, each of which is one sum in parts, become
 * sums that are neighbours. Lanes are added half to half, then quarter to quarter, and so on.
 */
@Apart(false)
final class LaneSums {
  private LaneSums() {}

  /** Adds up the lanes of a few vectors, and puts the sums in place of the first. */
  static void addUp(int count, MemorySegment vectors) {
    Lanes.meet(vectors.isNative());
    float[] lanes = Lanes.array();
    for (int i = 0; i < count; i++) {
      FloatVector.fromMemorySegment(SPECIES, vectors, i * BYTES, ORDER).intoArray(lanes, 0);
      vectors.set(FLOAT, 4L * i, Lanes.sum(lanes));
    }
  }

  /** Adds up the lanes of each of 16 vectors, and puts the sums in place of the first. */
  static void merge(MemorySegment vectors) {
    Lanes.meet(vectors.isNative());
    FloatVector s0 = FloatVector.fromMemorySegment(SPECIES, vectors, 0, ORDER);
    FloatVector s1 = FloatVector.fromMemorySegment(SPECIES, vectors, BYTES, ORDER);
    FloatVector s2 = FloatVector.fromMemorySegment(SPECIES, vectors, 2 * BYTES, ORDER);
    FloatVector s3 = FloatVector.fromMemorySegment(SPECIES, vectors, 3 * BYTES, ORDER);
    FloatVector s4 = FloatVector.fromMemorySegment(SPECIES, vectors, 4 * BYTES, ORDER);
    FloatVector s5 = FloatVector.fromMemorySegment(SPECIES, vectors, 5 * BYTES, ORDER);
    FloatVector s6 = FloatVector.fromMemorySegment(SPECIES, vectors, 6 * BYTES, ORDER);
    FloatVector s7 = FloatVector.fromMemorySegment(SPECIES, vectors, 7 * BYTES, ORDER);
    FloatVector s8 = FloatVector.fromMemorySegment(SPECIES, vectors, 8 * BYTES, ORDER);
    FloatVector s9 = FloatVector.fromMemorySegment(SPECIES, vectors, 9 * BYTES, ORDER);
    FloatVector s10 = FloatVector.fromMemorySegment(SPECIES, vectors, 10 * BYTES, ORDER);
    FloatVector s11 = FloatVector.fromMemorySegment(SPECIES, vectors, 11 * BYTES, ORDER);
    FloatVector s12 = FloatVector.fromMemorySegment(SPECIES, vectors, 12 * BYTES, ORDER);
    FloatVector s13 = FloatVector.fromMemorySegment(SPECIES, vectors, 13 * BYTES, ORDER);
    FloatVector s14 = FloatVector.fromMemorySegment(SPECIES, vectors, 14 * BYTES, ORDER);
    FloatVector s15 = FloatVector.fromMemorySegment(SPECIES, vectors, 15 * BYTES, ORDER);
    FloatVector t0 = s0.blend(s8, UPPER_8).add(s8.blend(s0, UPPER_8).rearrange(SWAP_8));
    FloatVector t1 = s1.blend(s9, UPPER_8).add(s9.blend(s1, UPPER_8).rearrange(SWAP_8));
    FloatVector t2 = s2.blend(s10, UPPER_8).add(s10.blend(s2, UPPER_8).rearrange(SWAP_8));
    FloatVector t3 = s3.blend(s11, UPPER_8).add(s11.blend(s3, UPPER_8).rearrange(SWAP_8));
    FloatVector t4 = s4.blend(s12, UPPER_8).add(s12.blend(s4, UPPER_8).rearrange(SWAP_8));
    FloatVector t5 = s5.blend(s13, UPPER_8).add(s13.blend(s5, UPPER_8).rearrange(SWAP_8));
    FloatVector t6 = s6.blend(s14, UPPER_8).add(s14.blend(s6, UPPER_8).rearrange(SWAP_8));
    FloatVector t7 = s7.blend(s15, UPPER_8).add(s15.blend(s7, UPPER_8).rearrange(SWAP_8));
    FloatVector u0 = t0.blend(t4, UPPER_4).add(t4.blend(t0, UPPER_4).rearrange(SWAP_4));
    FloatVector u1 = t1.blend(t5, UPPER_4).add(t5.blend(t1, UPPER_4).rearrange(SWAP_4));
    FloatVector u2 = t2.blend(t6, UPPER_4).add(t6.blend(t2, UPPER_4).rearrange(SWAP_4));
    FloatVector u3 = t3.blend(t7, UPPER_4).add(t7.blend(t3, UPPER_4).rearrange(SWAP_4));
    FloatVector v0 = u0.blend(u2, UPPER_2).add(u2.blend(u0, UPPER_2).rearrange(SWAP_2));
    FloatVector v1 = u1.blend(u3, UPPER_2).add(u3.blend(u1, UPPER_2).rearrange(SWAP_2));
    FloatVector w0 = v0.blend(v1, UPPER_1).add(v1.blend(v0, UPPER_1).rearrange(SWAP_1));
    w0.intoMemorySegment(vectors, 0, ORDER);
  }
}
