package dev.hayate.nn.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.ForwardingBackend;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarActivations;
import dev.hayate.kernels.scalar.ScalarBackend;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Linear;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient of an activation, applied by the layer above as it writes the gradient of its input:
 * the same bits as layer by layer, and no pass of its own where it can be spared.
 */
class FusedGradientTest {
  private static final int BATCH = 19;

  private static Stream<Activation> activations() {
    return ActivationCatalog.types().stream().map(ActivationCatalog::named);
  }

  private static Model chain(Activation f) {
    Elementwise activation = new Elementwise(f);
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 13);
    Graph.Value h = graph.apply("a1", activation, graph.apply("fc1", Linear.of(13, 37), x));
    Graph.Value g = graph.apply("a2", activation, graph.apply("fc2", Linear.of(37, 66), h));
    graph.output("y", graph.apply("a3", activation, graph.apply("fc3", Linear.of(66, 5), g)));
    return graph.build();
  }

  /** A value that is read twice, one that is an output and is read on, and one that is neither. */
  private static Model branches(Activation f) {
    Elementwise activation = new Elementwise(f);
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 13);
    Graph.Value h = graph.apply("a1", activation, graph.apply("fc1", Linear.of(13, 20), x));
    Graph.Value g = graph.apply("a2", activation, graph.apply("fc2", Linear.of(20, 20), h));
    Graph.Value sum = graph.apply("sum", new Add(), h, graph.apply("fc3", Linear.of(20, 20), g));
    Graph.Value y = graph.apply("a4", activation, graph.apply("fc4", Linear.of(20, 5), sum));
    graph.output("y", y);
    graph.output("z", graph.apply("fc5", Linear.of(5, 3), y));
    return graph.build();
  }

  private static Tensor filled(Tensor tensor, double phase) {
    for (int i = 0; i < tensor.rows(); i++) {
      for (int j = 0; j < tensor.cols(); j++) {
        tensor.set(i, j, (float) Math.sin(phase + 1.7 * i + 0.3 * j));
      }
    }
    return tensor;
  }

  /** All gradients, of parameters and of the input. */
  private static float[][] gradients(Model model, Backend backend, Plan.Purpose purpose) {
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 3);
      Plan plan = Plan.of(model, parameters, backend, arena, BATCH, purpose);
      BoundPlan bound = plan.at(BATCH);
      filled(bound.input(0), 0);
      bound.forward();
      for (int i = 0; i < model.outputs().size(); i++) {
        filled(bound.outputGradient(i).orElseThrow(), 5 + i);
      }
      bound.backward();
      return new float[][] {
        plan.gradients().orElseThrow().flat().toFloats(),
        bound.inputGradient(0).map(Tensor::toFloats).orElse(new float[0])
      };
    }
  }

  /** The scalar backend's forward pass rounds once less where it is fused. */
  @ParameterizedTest
  @MethodSource("activations")
  void isThatOfLayersOneByOne(Activation f) {
    try (Backend backend = Backends.open(1)) {
      Assumptions.assumeFalse(backend.name().equals("scalar"), "needs jdk.incubator.vector");
      for (Model model : new Model[] {chain(f), branches(f)}) {
        float[][] apart = gradients(model, backend, Plan.Purpose.INSPECTION);
        float[][] fused = gradients(model, backend, Plan.Purpose.DIFFERENTIATION_IN_TRAINING);
        assertArrayEquals(apart[0], fused[0], () -> f + ": parameters");
        assertArrayEquals(apart[1], fused[1], () -> f + ": input");
        assertTrue(apart[1].length > 0, "the input has a gradient");
      }
    }
  }

  @Test
  void needsNoPassBetweenLinearLayers() {
    try (Counting backend = new Counting()) {
      gradients(chain(ActivationCatalog.named("relu")), backend, Plan.Purpose.TRAINING);
      assertEquals(1, backend.activations.passes, "the last layer's, after the loss");
    }
  }

  /** Of four activations three are followed by something else than one product. */
  @Test
  void keepsThePassWhereAnotherWritesTheGradient() {
    try (Counting backend = new Counting()) {
      gradients(branches(ActivationCatalog.named("tanh")), backend, Plan.Purpose.TRAINING);
      assertEquals(2, backend.activations.passes);
    }
  }

  /** Counts the passes over gradients of activations. */
  private static final class CountingActivations extends ScalarActivations {
    private int passes;

    @Override
    protected void applyGradient(Activation f, Tensor saved, Tensor dy, Tensor dx) {
      passes++;
      super.applyGradient(f, saved, dy, dx);
    }
  }

  private static final class Counting extends ForwardingBackend {
    private final CountingActivations activations = new CountingActivations();

    Counting() {
      super("counting", new ScalarBackend());
    }

    @Override
    public Activations activations() {
      return activations;
    }
  }
}
