package dev.hayate.kernels.vector;

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
  private static final FloatSweep SWEEP = new FloatSweep(1021);

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
    Activation function = promise.activation();
    ActivationLoop loop = ActivationLoops.of(function);
    SWEEP.check(
        function.toString(),
        (x, y) -> loop.forward(x, 0, y, 0, FloatSweep.BLOCK),
        function::value,
        promise.ulps(),
        argument -> lost(promise, argument));
  }

  private static double lost(Promise promise, double argument) {
    return promise.lost() == 0
        ? 0
        : promise.lost() * Float.MIN_NORMAL * Math.max(1, Math.abs(argument));
  }
}
