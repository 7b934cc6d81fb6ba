package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanhshrink;
import dev.hayate.kernels.activation.Threshold;
import dev.hayate.kernels.loss.AbsoluteError;
import dev.hayate.kernels.loss.BinaryCrossEntropy;
import dev.hayate.kernels.loss.Hinge;
import dev.hayate.kernels.loss.HingeEmbedding;
import dev.hayate.kernels.loss.Huber;
import dev.hayate.kernels.loss.KlDivergence;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.loss.PoissonLikelihood;
import dev.hayate.kernels.loss.SmoothL1;
import dev.hayate.kernels.loss.SoftMargin;
import dev.hayate.kernels.loss.SquaredError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The definitions of activations and losses in double: their gradients against central differences,
 * at PyTorch's tolerances for gradients (a step of 1e-6, 1e-5 absolute, 1e-3 relative). No point
 * lies within a step of a bend.
 */
class DefinitionGradientTest {
  private static final double STEP = 1e-6;

  static Stream<Activation> activations() {
    return Stream.of(
        new LeakyRelu(0.1),
        new LeakyRelu(-0.1),
        new Elu(0.7),
        new Celu(1.3),
        new Selu(),
        new Gelu(),
        new GeluTanh(),
        new Silu(),
        new Mish(),
        new Softplus(2, 3),
        new Softsign(),
        new LogSigmoid(),
        new Hardtanh(-0.5f, 1.5f),
        new Hardsigmoid(),
        new Hardswish(),
        new Softshrink(0.6),
        new Hardshrink(0.6),
        new Tanhshrink(),
        new Threshold(0.3, -2));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsHaveTheirGradients(Activation f) {
    for (double x = -6.013; x < 6; x += 0.0371) {
      double expected = (f.value(x + STEP) - f.value(x - STEP)) / (2 * STEP);
      double saved = f.savesOutput() ? f.value(x) : x;
      assertEquals(
          2 * expected, f.gradient(saved, 2), 1e-5 + 2e-3 * Math.abs(expected), f + " at " + x);
    }
  }

  static Stream<PointLoss> losses() {
    return Stream.of(
        new SquaredError(),
        new AbsoluteError(),
        new Huber(0.7),
        new SmoothL1(0.7),
        new BinaryCrossEntropy(),
        new LogitCrossEntropy(Weights.of(2.5)),
        new KlDivergence(false),
        new KlDivergence(true),
        new PoissonLikelihood(true, true, 1e-8),
        new PoissonLikelihood(false, true, 1e-8),
        new SoftMargin(),
        new HingeEmbedding(0.6),
        new Hinge(1),
        new Hinge(2));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesHaveTheirGradients(PointLoss f) {
    for (double target : List.of(-1.0, 0.25, 1.0)) {
      for (double x = 0.0213; x < 0.99; x += 0.0371) {
        double up = f.value(x + STEP, target, 0);
        double down = f.value(x - STEP, target, 0);
        double expected = (up - down) / (2 * STEP);
        if (Double.isNaN(expected)) {
          continue;
        }
        double found = f.gradient(x, target, 0);
        assertEquals(
            expected, found, 1e-5 + 1e-3 * Math.abs(expected), f + " at " + x + ", " + target);
      }
    }
  }
}
