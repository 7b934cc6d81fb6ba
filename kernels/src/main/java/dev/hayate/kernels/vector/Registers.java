package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * The vector registers that the matrix product is written for: their width and their number, chosen
 * once. All are constants to the compiler.
 */
final class Registers {
  /** Floats in a vector. */
  static final int LANES = Lanes.COUNT;

  /** Bytes in a vector. */
  static final long BYTES = Lanes.BYTES;

  /** The byte order of the machine. */
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /**
   * Whether there are 32 vector registers rather than 16. On x86 they came with the 512-bit
   * vectors; a machine of another kind (AArch64) has them at every width.
   */
  static final boolean THIRTY_TWO = LANES == 16 || !System.getProperty("os.arch").equals("amd64");

  /**
   * Whether the machine fuses a multiplication and an addition. Where it does not (x86 before
   * AVX2), {@link Math#fma} is right all the same, but made of {@code BigDecimal}s and more than a
   * hundred times slower than the threshold here; the clock is the only one to tell.
   */
  static final boolean FUSED = fuses();

  /**
   * A float at any address. The unaligned layout, since the aligned one is checked at every access
   * and costs as much to read.
   */
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private Registers() {}

  /** A vector of consecutive floats. */
  static FloatVector load(MemorySegment segment, long at) {
    return FloatVector.fromMemorySegment(Lanes.SPECIES, segment, at, ORDER);
  }

  private static boolean fuses() {
    float x = 1.5f;
    for (int attempt = 0; attempt < 20; attempt++) {
      long begin = System.nanoTime();
      for (int i = 0; i < 32; i++) {
        x = Math.fma(x, 0.5f, 1f);
      }
      if (System.nanoTime() - begin < 32 * 100 && x > 0) {
        return true;
      }
    }
    return false;
  }
}
