package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Threshold;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.ArgMax;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Bilinear;
import dev.hayate.nn.layer.Binary;
import dev.hayate.nn.layer.Cast;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Constant;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import dev.hayate.nn.layer.Expand;
import dev.hayate.nn.layer.Flatten;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.Join;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.MatMul;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.PRelu;
import dev.hayate.nn.layer.Reduce;
import dev.hayate.nn.layer.Reshape;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import dev.hayate.nn.layer.Slice;
import dev.hayate.nn.layer.Softmax;
import dev.hayate.nn.layer.Take;
import dev.hayate.nn.layer.Transpose;
import dev.hayate.nn.layer.Unary;
import dev.hayate.nn.layer.Where;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every layer, written as ONNX, gives the same in ONNX Runtime; read again it gives the same here;
 * and a description of the model that was read makes that model again.
 */
class ExportTest {
  @TempDir Path folder;

  private final Map<String, Model> models = new LinkedHashMap<>();

  private void layer(String name, Layer layer, int... sample) {
    Graph graph = Model.graph();
    graph.output("y", graph.apply("it", layer, graph.input("x", sample)));
    models.put(name, graph.build());
  }

  private void layers(String name, Layer layer, int[]... samples) {
    Graph graph = Model.graph();
    Graph.Value[] values = new Graph.Value[samples.length];
    for (int i = 0; i < samples.length; i++) {
      boolean whole = layer.inputType(i) == DType.I32;
      values[i] = whole ? graph.indices("x" + i, samples[i]) : graph.input("x" + i, samples[i]);
    }
    graph.output("y", graph.apply("it", layer, values));
    models.put(name, graph.build());
  }

  @TestFactory
  List<DynamicTest> models() {
    for (String type : ActivationCatalog.types()) {
      layer(type, new Elementwise(ActivationCatalog.named(type)), 3, 5);
    }
    for (Activation activation :
        List.of(new Softplus(2, 1), new Softplus(0.5, 30), new Threshold(0.5, -2))) {
      layer(activation.toString(), new Elementwise(activation), 7);
    }
    trained();
    scoring();
    whole();
    networks();
    List<DynamicTest> tests = new ArrayList<>();
    models.forEach((name, model) -> tests.add(dynamicTest(name, () -> check(model))));
    return tests;
  }

  private void trained() {
    layer("Linear", Linear.of(5, 3), 5);
    layer("Linear without bias", Linear.of(5, 3, false), 5);
    layer("Linear of rows", Linear.of(5, 3), 2, 5);
    layer("Linear of rows without bias", Linear.of(5, 3, false), 2, 5);
    layer("Softmax", new Softmax(), 2, 5);
    layer("LogSoftmax", new LogSoftmax(), 2, 5);
    layers("Add", new Add(), new int[] {4}, new int[] {4}, new int[] {4});
    layers("Multiply", new Multiply(), new int[] {4}, new int[] {4});
    layers("Concat", new Concat(), new int[] {2, 4}, new int[] {2, 1}, new int[] {2, 3});
    layer("Flatten", new Flatten(), 2, 3, 4);
    layer("Flatten number", new Flatten());
    layer("Dropout", new Dropout(0.5), 4);
    layer("Scale", new Scale(4), 2, 4);
    layer("Shift", new Shift(4), 2, 4);
    layer("BatchNorm1d", BatchNorm1d.of(4), 4);
    layer("BatchNorm1d of rows", BatchNorm1d.of(4), 4, 3);
    layer("BatchNorm1d without weights", new BatchNorm1d(4, 1e-3, 0.1, false), 4);
    layer("LayerNorm", LayerNorm.of(4), 4);
    layer("LayerNorm of rows", LayerNorm.of(3, 4), 2, 3, 4);
    layer("LayerNorm without bias", new LayerNorm(Shape.of(4), 1e-3, true, false), 4);
    layer("LayerNorm without weights", new LayerNorm(Shape.of(4), 1e-3, false, false), 4);
    layer("RmsNorm", RmsNorm.of(4), 4);
    layer("RmsNorm without weights", new RmsNorm(Shape.of(3, 4), 1e-3, false), 2, 3, 4);
    layer("GroupNorm", GroupNorm.of(2, 4), 4, 3);
    layer("GroupNorm of numbers", GroupNorm.of(2, 4), 4);
    layer("GroupNorm without weights", new GroupNorm(4, 4, 1e-3, false), 4, 3, 2);
    layers("Bilinear", new Bilinear(3, 4, 2, true), new int[] {3}, new int[] {4});
    layers("Bilinear without bias", new Bilinear(3, 4, 2, false), new int[] {3}, new int[] {4});
    layers("Embedding", Embedding.of(5, 3), new int[] {2});
    layers("Embedding of one", Embedding.of(5, 3), new int[0]);
    for (Indexing.Bag mode : Indexing.Bag.values()) {
      layers("EmbeddingBag " + mode, new EmbeddingBag(5, 3, mode, -1), new int[] {4});
      layers("EmbeddingBag padded " + mode, new EmbeddingBag(5, 3, mode, 2), new int[] {4});
    }
    layer("PRelu", new PRelu(1, 0.25), 4, 3);
    layer("PRelu channels", new PRelu(4, 0.25), 4, 3);
    layer("PRelu vector", new PRelu(4, 0.25), 4);
    layer("GLU", new Glu(), 2, 6);
  }

  /** Models of the layers that only score. */
  Map<String, Model> scoringModels() {
    scoring();
    whole();
    return models;
  }

  private void scoring() {
    for (Binary.Function function : Binary.Function.values()) {
      if (!List.of("AND", "OR", "XOR", "POWER").contains(function.name())) {
        layers(
            "Binary " + function, new Binary(function, DType.F32), new int[] {2, 4}, new int[] {4});
      }
      if (!List.of("DIVIDE", "POWER").contains(function.name())) {
        layers(
            "Binary of whole " + function,
            new Binary(function, DType.I32),
            new int[] {4},
            new int[] {1});
      }
    }
    for (Unary.Function function : Unary.Function.values()) {
      if (!List.of("ROOT", "LOG", "NOT").contains(function.name())) {
        layer("Unary " + function, new Unary(function, DType.F32), 5);
      }
    }
    for (Reduce.Function function : Reduce.Function.values()) {
      if (function != Reduce.Function.LOG_SUM) {
        layer("Reduce " + function, new Reduce(function, 2, false, DType.F32), 2, 3, 4);
        layer("Reduce keeping " + function, new Reduce(function, 1, true, DType.F32), 2, 4);
        layer("Reduce nothing " + function, new Reduce(function, 0, true, DType.F32), 4);
      }
    }
    layer("Transpose", new Transpose(List.of(2, 0, 1), DType.F32), 2, 3, 4);
    layer("Reshape", new Reshape(Shape.of(4, 1, 3), DType.F32), 2, 6);
    layer("Slice", new Slice(List.of(1, 4), List.of(2, 3), List.of(1, -2), DType.F32), 3, 5);
    layer("Expand", new Expand(Shape.of(2, 3, 4), DType.F32), 3, 1);
    layers("Join", new Join(0, DType.F32), new int[] {2, 3}, new int[] {1, 3});
    layer("Take", new Take(1, List.of(2, 0, 2), DType.F32), 2, 3, 2);
    layer("ArgMax", new ArgMax(false, false, false), 3, 4);
    layer("ArgMin", new ArgMax(true, true, true), 4);
    layers("MatMul", new MatMul(), new int[] {2, 3, 4}, new int[] {4, 5});
    layers("Where", new Where(DType.F32), new int[] {4}, new int[] {2, 4}, new int[] {1});
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 4);
    Graph.Value c = graph.apply("c", new Constant(Shape.of(4), DType.F32));
    graph.output("y", graph.apply("it", new Concat(), x, c));
    models.put("Constant", graph.build());
  }

  private void whole() {
    Unary.Function[] functions = {
      Unary.Function.NEGATE, Unary.Function.ABSOLUTE, Unary.Function.NOT, Unary.Function.SIGN
    };
    for (Unary.Function function : functions) {
      layers("Unary of whole " + function, new Unary(function, DType.I32), new int[] {5});
    }
    layers(
        "Reduce of whole", new Reduce(Reduce.Function.SUM, 1, false, DType.I32), new int[] {2, 4});
    layers(
        "Reduce of whole, kept",
        new Reduce(Reduce.Function.MAXIMUM, 1, true, DType.I32),
        new int[] {4});
    layers("Cast to float", new Cast(DType.I32, DType.F32, false), new int[] {4});
    layers("Cast to truth", new Cast(DType.F32, DType.I32, true), new int[] {4});
    layers("Cast to whole", new Cast(DType.F32, DType.I32, false), new int[] {4});
    layers("Take of whole", new Take(0, List.of(1, 1), DType.I32), new int[] {4});
    layers("Expand of whole", new Expand(Shape.of(3, 4), DType.I32), new int[] {4});
    layers("Where of whole", new Where(DType.I32), new int[] {4}, new int[] {4}, new int[] {4});
    Graph graph = Model.graph();
    Graph.Value x = graph.indices("x", 4);
    Graph.Value c = graph.apply("c", new Constant(Shape.of(1), DType.I32));
    graph.output("y", graph.apply("it", new Join(0, DType.I32), x, c));
    models.put("Constant of whole", graph.build());
  }

  private void networks() {
    models.put(
        "network",
        Model.sequential(6).linear(5).relu().linear(4).layer(BatchNorm1d.of(4)).linear(3).build());
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 4);
    Graph.Value h = graph.apply("h", Linear.of(4, 4), x);
    graph.output("hidden", h);
    graph.output("x again", x);
    graph.output("sum", graph.apply("sum", new Add(), x, h));
    models.put("several outputs", graph.build());
  }

  /** Parameters that are no layer's usual ones: variances have to be positive. */
  private static Parameters parameters(Model model, Arena arena) {
    Parameters parameters = model.initialize(arena, 1);
    int seed = 10;
    for (Parameters.Entry entry : parameters.entries()) {
      float[] values = TestGraph.values(Math.toIntExact(entry.tensor().size()), ++seed);
      boolean variance = entry.name().endsWith("running_var");
      boolean whole = model.nodes().stream().anyMatch(n -> n.layer() instanceof Constant);
      for (int i = 0; i < values.length; i++) {
        float value = variance ? 1.5f + values[i] : whole ? i + 1 : values[i];
        entry.tensor().segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
      }
    }
    return parameters;
  }

  private void check(Model model) throws IOException {
    Path file = folder.resolve("model.onnx");
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = parameters(model, arena);
      Onnx.save(file, parameters, Map.of("key", "text"));
      Map<String, Tensor> inputs = Judge.inputs(model, TestGraph.BATCH, arena);
      if (model.nodes().stream().anyMatch(node -> node.layer() instanceof EmbeddingBag)) {
        bags(inputs.values().iterator().next());
      }
      Map<String, double[]> here = Judge.here(parameters, inputs, TestGraph.BATCH, arena);
      Judge.compare(here, Judge.there(file, inputs, TestGraph.BATCH));
      ModelFile loaded = Onnx.load(file, arena);
      assertEquals("text", loaded.metadata().get("key"));
      Judge.compare(here, Judge.here(loaded.parameters(), inputs, TestGraph.BATCH, arena));
      String description = ModelDescription.write(loaded.model());
      Model again = ModelDescription.read(description, Place.in("description"));
      assertEquals(description, ModelDescription.write(again));
    }
  }

  /** A bag of one, a bag of nothing, and a full one. */
  private static void bags(Tensor rows) {
    int[] values = {1, -1, -1, -1, -1, -1, -1, -1, 0, 4, 2, 3};
    for (int i = 0; i < values.length; i++) {
      rows.setInt(i / 4, i % 4, values[i]);
    }
  }

  @Test
  void anOutputNamedAsAnInputIsRefused() {
    Graph graph = Model.graph();
    graph.output("x", graph.apply("it", new Flatten(), graph.input("x", 2)));
    try (Arena arena = Arena.ofConfined()) {
      Parameters parameters = graph.build().initialize(arena, 1);
      assertThrows(
          IllegalArgumentException.class,
          () -> Onnx.save(folder.resolve("model.onnx"), parameters, Map.of()));
    }
  }

  @Test
  void namesOfPyTorchSurvive() throws IOException {
    Model model = Model.sequential(4).linear(3).relu().linear(2).build();
    try (Arena arena = Arena.ofShared()) {
      Path file = folder.resolve("model.onnx");
      Onnx.save(file, model.initialize(arena, 1), Map.of("key", "text"));
      ModelFile once = Onnx.load(file);
      Onnx.save(file, once.parameters(), once.metadata());
      assertEquals(once.metadata(), Onnx.load(file).metadata());
      Model loaded = Onnx.load(file).model();
      assertEquals(model.nodes().get(1), loaded.nodes().get(1));
      assertEquals(model.nodes().get(3), loaded.nodes().get(3));
      assertEquals(Attributes.NONE, loaded.nodes().get(2).layer().attributes());
    }
  }
}
