package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * exp, log and tanh over the whole float32 range: one bit pattern in 509, or all of them with
 * {@code -Dhayate.exhaustive=true}.
 */
@Tag("registry")
@Tag("fma")
class VectorExpTest {
  /** A prime, so that every exponent and all low bits are met. */
  private static final int STRIDE = Boolean.getBoolean("hayate.exhaustive") ? 1 : 509;

  private static final int BLOCK = 4096;
  private static final double PROMISED = 2;

  @BeforeEach
  void needsVectors() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs jdk.incubator.vector");
  }

  @Test
  void exponentialIsWithinTwoUlp() {
    sweep("exp", VectorExpTest::exponentials, Math::exp);
  }

  @Test
  void logarithmIsWithinTwoUlp() {
    sweep("log", VectorExpTest::logarithms, Math::log);
  }

  @Test
  void tanhIsWithinTwoUlp() {
    ActivationLoop loop = ActivationLoops.of(new dev.hayate.kernels.activation.Tanh());
    sweep("tanh", (x, y) -> loop.forward(x, 0, y, 0, BLOCK), Math::tanh);
  }

  @Test
  void specialValuesAreExact() {
    try (Arena arena = Arena.ofConfined()) {
      float inf = Float.POSITIVE_INFINITY;
      float[] special = {0f, -0f, inf, -inf, Float.NaN, Float.MIN_VALUE, -Float.MIN_VALUE};
      float[] exp = {1, 1, inf, 0, Float.NaN, 1, 1};
      float[] tanh = {0f, -0f, 1, -1, Float.NaN, Float.MIN_VALUE, -Float.MIN_VALUE};
      MemorySegment x = arena.allocate((long) BLOCK * Float.BYTES);
      MemorySegment y = arena.allocate((long) BLOCK * Float.BYTES);
      MemorySegment.copy(special, 0, x, ValueLayout.JAVA_FLOAT, 0, special.length);
      exponentials(x, y);
      for (int i = 0; i < special.length; i++) {
        assertEquals(exp[i], y.getAtIndex(ValueLayout.JAVA_FLOAT, i), "exp " + special[i]);
      }
      ActivationLoops.of(new dev.hayate.kernels.activation.Tanh()).forward(x, 0, y, 0, BLOCK);
      for (int i = 0; i < special.length; i++) {
        assertEquals(tanh[i], y.getAtIndex(ValueLayout.JAVA_FLOAT, i), "tanh " + special[i]);
      }
    }
  }

  /** A function of a block. */
  @FunctionalInterface
  private interface Kernel {
    void run(MemorySegment x, MemorySegment y);
  }

  private static void sweep(String name, Kernel kernel, DoubleUnaryOperator reference) {
    double worst = 0;
    float where = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate((long) BLOCK * Float.BYTES);
      MemorySegment y = arena.allocate((long) BLOCK * Float.BYTES);
      for (long bits = 0; bits < 1L << 32; bits += (long) BLOCK * STRIDE) {
        for (int i = 0; i < BLOCK; i++) {
          x.setAtIndex(ValueLayout.JAVA_INT, i, (int) (bits + (long) i * STRIDE));
        }
        kernel.run(x, y);
        for (int i = 0; i < BLOCK; i++) {
          float argument = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          float found = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          double error = error(reference.applyAsDouble(argument), found);
          if (!(error <= worst)) {
            worst = error;
            where = argument;
          }
        }
      }
    }
    String found = name + ": at most " + worst + " ulp, at " + where;
    System.out.println("registry: " + found);
    assertTrue(worst <= PROMISED, found);
  }

  /** In units in the last place of the true value as a float32. */
  private static double error(double expected, float found) {
    if (Double.isNaN(expected)) {
      return Float.isNaN(found) ? 0 : Double.POSITIVE_INFINITY;
    }
    float rounded = (float) expected;
    if (Float.isInfinite(rounded) || Float.isInfinite(found)) {
      return rounded == found ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(found - expected) / Math.ulp(rounded);
  }

  private static void exponentials(MemorySegment x, MemorySegment y) {
    for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector power =
          VectorExp.exp(FloatVector.fromMemorySegment(Lanes.SPECIES, x, at, Lanes.ORDER));
      power.intoMemorySegment(y, at, Lanes.ORDER);
    }
  }

  private static void logarithms(MemorySegment x, MemorySegment y) {
    for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      VectorLog.log(FloatVector.fromMemorySegment(Lanes.SPECIES, x, at, Lanes.ORDER))
          .intoMemorySegment(y, at, Lanes.ORDER);
    }
  }
}
