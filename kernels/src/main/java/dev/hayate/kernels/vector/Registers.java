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

  /** If there are 32 vector registers, and not 16: with AVX-512 and on AArch64. */
  static final boolean THIRTY_TWO = LANES == 16 || "aarch64".equals(System.getProperty("os.arch"));

  /** The byte order of the machine. */
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

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
}
