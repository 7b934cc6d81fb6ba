package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;

/**
 * A function over the whole range of float32 against its definition in double: some bit patterns,
 * or all of them with {@code -Dhayate.exhaustive=true}.
 *
 * @param stride one pattern in so many; a prime, so that every exponent and all low bits are met
 */
record FloatSweep(int stride) {
  /** How many floats a {@link Kernel} takes at a time. */
  static final int BLOCK = 4096;

  /** A function of a block. */
  @FunctionalInterface
  interface Kernel {
    void run(MemorySegment x, MemorySegment y);
  }

  FloatSweep {
    stride = Boolean.getBoolean("hayate.exhaustive") ? 1 : stride;
  }

  /**
   * Checks a function, and prints the largest error.
   *
   * @param ulps the most, in units in the last place of the result
   * @param lost the size of an error that does not count, for an argument
   */
  void check(
      String name,
      Kernel kernel,
      DoubleUnaryOperator definition,
      double ulps,
      DoubleUnaryOperator lost) {
    double worst = 0;
    float where = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate((long) BLOCK * Float.BYTES);
      MemorySegment y = arena.allocate((long) BLOCK * Float.BYTES);
      for (long bits = 0; bits < 1L << 32; bits += (long) BLOCK * stride) {
        for (int i = 0; i < BLOCK; i++) {
          x.setAtIndex(ValueLayout.JAVA_INT, i, (int) (bits + (long) i * stride));
        }
        kernel.run(x, y);
        for (int i = 0; i < BLOCK; i++) {
          float argument = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          float found = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          double expected = definition.applyAsDouble(argument);
          double error = error(expected, found, lost.applyAsDouble(argument));
          if (!(error <= worst)) {
            worst = error;
            where = argument;
          }
        }
      }
    }
    String found = name + ": at most " + worst + " ulp, at " + where;
    System.out.println("registry: " + found);
    assertTrue(worst <= ulps, found);
  }

  private static double error(double expected, float found, double lost) {
    if (Double.isNaN(expected)) {
      return Float.isNaN(found) ? 0 : Double.POSITIVE_INFINITY;
    }
    float rounded = (float) expected;
    if (Float.isInfinite(rounded) || Float.isInfinite(found)) {
      return rounded == found ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.max(0, Math.abs(found - expected) - lost) / Math.ulp(rounded);
  }
}
