package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The activations over the whole float32 range against their definitions in double: one bit pattern
 * in 1,021, or all of them with {@code -Dhayate.exhaustive=true}.
 */
@Tag("registry")
@Tag("fma")
class VectorActivationsTest {
  private static final int STRIDE = Boolean.getBoolean("hayate.exhaustive") ? 1 : 1021;

  private static final int BLOCK = 4096;

  /**
   * What a function promises.
   *
   * @param ulps in units in the last place of the result: as many as the roundings that {@code
   *     ActivationRows} counts
   * @param lost the size of results that may be 0, as a share of the argument where that is large
   */
  private record Promise(Activation activation, double ulps, double lost) {}

  @BeforeEach
  void needsVectors() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs jdk.incubator.vector");
  }

  @TestFactory
  Stream<DynamicTest> keepTheirPromises() {
    return Stream.of(
            new Promise(new Tanh(), 2, 0),
            new Promise(new Sigmoid(), 6, 1),
            new Promise(new Silu(), 7, 1),
            new Promise(new Gelu(), 21, 1),
            new Promise(new Mish(), 16, 1),
            new Promise(new Softplus(1, 20), 13, 1),
            new Promise(new LogSigmoid(), 12, 1),
            new Promise(new Elu(1), 6, 0),
            new Promise(new Selu(), 6, 0),
            new Promise(new Celu(1.3), 9, 0),
            new Promise(new Softsign(), 2, 0),
            // 2 ulp of tanh(0.625) are 16 of the difference, which rounds once.
            new Promise(new Tanhshrink(), 17, 0),
            // Its argument, up to 88, is off by 5 u of it.
            new Promise(new GeluTanh(), 8 + 5 * 88, 1))
        .map(
            promise ->
                DynamicTest.dynamicTest(promise.activation().toString(), () -> sweep(promise)));
  }

  private static void sweep(Promise promise) {
    ActivationLoop loop = ActivationLoops.of(promise.activation());
    double worst = 0;
    float where = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate((long) BLOCK * Float.BYTES);
      MemorySegment y = arena.allocate((long) BLOCK * Float.BYTES);
      for (long bits = 0; bits < 1L << 32; bits += (long) BLOCK * STRIDE) {
        for (int i = 0; i < BLOCK; i++) {
          x.setAtIndex(ValueLayout.JAVA_INT, i, (int) (bits + (long) i * STRIDE));
        }
        loop.forward(x, 0, y, 0, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
          float argument = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          float found = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          double error = error(promise, argument, found);
          if (!(error <= worst)) {
            worst = error;
            where = argument;
          }
        }
      }
    }
    String found = promise.activation() + ": at most " + worst + " ulp, at " + where;
    System.out.println("registry: " + found);
    assertTrue(worst <= promise.ulps(), found);
  }

  private static double error(Promise promise, float argument, float found) {
    double expected = promise.activation().value(argument);
    if (Double.isNaN(expected)) {
      return Float.isNaN(found) ? 0 : Double.POSITIVE_INFINITY;
    }
    float rounded = (float) expected;
    if (Float.isInfinite(rounded) || Float.isInfinite(found)) {
      return rounded == found ? 0 : Double.POSITIVE_INFINITY;
    }
    double lost = promise.lost() * Float.MIN_NORMAL * Math.max(1, Math.abs(argument));
    return Math.max(0, Math.abs(found - expected) - lost) / Math.ulp(rounded);
  }
}
