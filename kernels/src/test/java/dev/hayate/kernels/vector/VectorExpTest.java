package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
  private static final FloatSweep SWEEP = new FloatSweep(509);
  private static final int BLOCK = FloatSweep.BLOCK;
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

  private static void sweep(String name, FloatSweep.Kernel kernel, DoubleUnaryOperator definition) {
    SWEEP.check(name, kernel, definition, PROMISED, argument -> 0);
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
