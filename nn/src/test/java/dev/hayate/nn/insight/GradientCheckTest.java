package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerCatalog;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.PRelu;
import dev.hayate.nn.layer.ParameterSpec;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import dev.hayate.nn.layer.Site;
import dev.hayate.nn.layer.Softmax;
import dev.hayate.nn.layer.Step;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** That right gradients pass and wrong ones do not. */
class GradientCheckTest {
  private static GradientCheck.Result check(Model model, boolean training, String backend) {
    try (Arena arena = Arena.ofShared()) {
      return GradientCheck.run(
          model.initialize(arena, 3),
          RandomInputs.of(model, 6, 5, arena),
          new GradientCheck.Settings(12, training, 7, backend));
    }
  }

  private static void assertAgrees(GradientCheck.Result result) {
    assertTrue(result.inDouble());
    assertTrue(result.agrees(), () -> result.lines().toString());
  }

  static List<Layer> layersOfOneInput() {
    Attributes none = Attributes.NONE;
    return List.of(
        Linear.of(8, 5, false),
        Linear.of(8, 3),
        new Softmax(),
        new LogSoftmax(),
        LayerCatalog.read("Dropout", none.with("p", 0.4)),
        LayerCatalog.read("Flatten", none),
        BatchNorm1d.of(8),
        new BatchNorm1d(8, 1e-3, 0.2, false),
        LayerNorm.of(8),
        new LayerNorm(Shape.of(8), 1e-5, false, false),
        RmsNorm.of(8),
        GroupNorm.of(2, 8),
        new GroupNorm(4, 8, 1e-5, false),
        new Scale(8),
        new Shift(8),
        new PRelu(1, 0.25),
        new PRelu(8, 0.1),
        new Glu());
  }

  @ParameterizedTest
  @MethodSource("layersOfOneInput")
  void everyLayerPasses(Layer layer) {
    for (boolean training : new boolean[] {true, false}) {
      Model model = Model.sequential(4).linear(8).layer(layer).linear(3).build();
      assertAgrees(check(model, training, ""));
      assertAgrees(check(model, training, "scalar"));
    }
  }

  static List<String> activations() {
    return ActivationCatalog.types();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationPasses(String name) {
    Activation activation = ActivationCatalog.named(name);
    assertAgrees(check(Model.sequential(4).linear(8).activation(activation).build(), true, ""));
  }

  @Test
  void graphsTablesAndSeveralDimensionsPass() {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 6, 4);
    Graph.Value ids = graph.indices("ids", 3);
    Graph.Value words = graph.apply("words", new Embedding(7, 4, 2), ids);
    Graph.Value flat = graph.apply("flat", LayerCatalog.read("Flatten", Attributes.NONE), words);
    Graph.Value bags = graph.apply("bags", new EmbeddingBag(7, 5, Indexing.Bag.MAX, 3), ids);
    Graph.Value sums = graph.apply("sums", new EmbeddingBag(7, 5, Indexing.Bag.MEAN, -1), ids);
    Graph.Value both = graph.apply("both", new Multiply(), bags, sums);
    Graph.Value norm = graph.apply("norm", BatchNorm1d.of(6), x);
    Graph.Value group = graph.apply("group", GroupNorm.of(3, 6), norm);
    Graph.Value slope = graph.apply("slope", new PRelu(6, 0.3), group);
    Graph.Value sum = graph.apply("sum", new Add(), slope, x, norm);
    Graph.Value line = graph.apply("line", LayerCatalog.read("Flatten", Attributes.NONE), sum);
    Graph.Value all = graph.apply("all", new Concat(), line, flat, both);
    Graph.Value out = graph.apply("out", Linear.of(41, 4), all);
    Attributes sizes =
        Attributes.NONE
            .with("in1_features", 4)
            .with("in2_features", 5)
            .with("out_features", 2)
            .with("bias", true);
    graph.output("a", graph.apply("pair", LayerCatalog.read("Bilinear", sizes), out, both));
    graph.output("b", out);
    Model model = graph.build();
    for (boolean training : new boolean[] {true, false}) {
      GradientCheck.Result result = check(model, training, "");
      assertAgrees(result);
      assertEquals(
          List.of("x input", "words weight", "bags weight", "sums weight"),
          result.lines().stream()
              .map(found -> found.node() + " " + found.parameter())
              .toList()
              .subList(0, 4));
    }
  }

  @Test
  void aDeepNetOfSigmoidsIsNotWavedThrough() {
    Sequential chain = Model.sequential(4);
    for (int i = 0; i < 8; i++) {
      chain = chain.linear(6).sigmoid();
    }
    GradientCheck.Result result = check(chain.linear(2).build(), true, "");
    assertAgrees(result);
    for (GradientCheck.Line line : result.lines()) {
      assertTrue(line.tolerated() > 0 && line.tolerated() < 0.05 * line.largest(), line::toString);
    }
  }

  /** A square whose derivative lacks its factor, or is right. */
  private record Square(double factor) implements Activation {
    @Override
    public String name() {
      return "square";
    }

    @Override
    public double value(double x) {
      return x * x;
    }

    @Override
    public double gradient(double saved, double dy) {
      return factor * saved * dy;
    }

    @Override
    public boolean savesOutput() {
      return false;
    }
  }

  /** A layer that nobody has defined in double: it multiplies by a weight, and by itself. */
  private record Strange(double share) implements Layer {
    @Override
    public String type() {
      return "Strange";
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Layer.single(type(), inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
      return new Scale(5).parameters();
    }

    @Override
    public Step bind(Site site) {
      Step right = new Scale(5).bind(site);
      return Step.of(
          right::forward,
          () -> {
            right.backward();
            Tensor gradient = site.parameterGradient("weight");
            site.backend().arithmetic().scale((float) share, gradient, gradient);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"1.0, true", "1.01, false", "-1.0, false", "0.0, false", "NaN, false"})
  void aWrongGradientIsFoundWithoutADefinition(double share, boolean right) {
    Model model = Model.sequential(4).linear(5).layer(new Strange(share)).linear(3).build();
    GradientCheck.Result result = check(model, true, "");
    assertFalse(result.inDouble());
    assertEquals(right, result.agrees(), () -> result.lines().toString());
    for (GradientCheck.Line line : result.lines()) {
      assertEquals(right || !line.type().equals("Strange"), line.agrees(), line::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"2.0, true", "2.1, false", "1.0, false", "0.0, false"})
  void aWrongGradientIsFoundAtItsLayer(double factor, boolean right) {
    Linear wrong = new Linear(5, 5, true, new Square(factor));
    Model model = Model.sequential(4).linear(5).layer(new Probe(wrong)).linear(3).build();
    GradientCheck.Result result = check(model, true, "");
    assertEquals(right, result.agrees(), () -> result.lines().toString());
    List<GradientCheck.Line> lines = result.lines();
    // Behind the mistake everything is right, before it nothing.
    assertTrue(lines.getLast().agrees());
    assertEquals(right, lines.getFirst().agrees());
  }

  /** The square as a layer of its own, since no plan fuses a function that needs its input. */
  private record Probe(Linear inner) implements Layer {
    @Override
    public String type() {
      return "Probe";
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Layer.single(type(), inputs);
    }

    @Override
    public Step bind(Site site) {
      Activation activation = inner.activation();
      var activations = site.backend().activations();
      return Step.of(
          () -> activations.forward(activation, site.input(0), site.output()),
          () ->
              activations.backward(
                  activation, site.input(0), site.outputGradient(), site.inputGradient(0)));
    }
  }

  @Test
  void aKinkIsNoMistake() {
    Model model = Model.sequential(3).linear(2).relu().build();
    try (Arena arena = Arena.ofShared()) {
      // All zero: every sum lies on the kink, where the slope is 0 to one side and 1 to the other.
      Parameters parameters = Parameters.allocate(model, arena);
      Tensor x = Tensor.of(arena, Shape.of(1, 3), 1, 2, -3);
      GradientCheck.Result result =
          GradientCheck.run(parameters, List.of(x), GradientCheck.Settings.USUAL);
      assertTrue(result.agrees(), () -> result.lines().toString());
      assertTrue(result.lines().stream().anyMatch(line -> line.kinks() > 0));
    }
  }

  @Test
  void theModelIsLeftAsItWas() {
    Model model = Model.sequential(3).linear(4).batchNorm().dropout(0.5).relu().build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      float[] flat = parameters.flat().toFloats();
      float[] buffers = parameters.buffers().toFloats();
      List<Tensor> inputs = RandomInputs.of(model, 6, 1, arena);
      GradientCheck.run(parameters, inputs, GradientCheck.Settings.USUAL);
      assertArrayEquals(flat, parameters.flat().toFloats());
      assertArrayEquals(buffers, parameters.buffers().toFloats());
    }
  }

  @Test
  void theDefinitionIsTheModelsAnswer() {
    Model model = Model.sequential(3).linear(2).build();
    double[] y =
        Definition.output(
                model.nodes().get(1).layer(),
                1,
                List.of(new double[] {1, 2, 3}),
                List.of(Shape.of(3)),
                Map.of("weight", new double[] {1, 10, 2, 20, 3, 30}, "bias", new double[] {5, 6}),
                true)
            .orElseThrow();
    assertArrayEquals(new double[] {19, 146}, y);
  }
}
