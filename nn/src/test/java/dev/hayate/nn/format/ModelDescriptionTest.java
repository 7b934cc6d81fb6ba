package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Bilinear;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import dev.hayate.nn.layer.Flatten;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.PRelu;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import dev.hayate.nn.layer.Softmax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models as texts that people read and write. */
class ModelDescriptionTest {
  @TempDir Path folder;

  private static Model read(String text) throws ModelFormatException {
    return ModelDescription.read(text, Place.in("net.json"));
  }

  /** What has two names is written under one. */
  @Test
  void relu6IsHardtanh() {
    Model model = Model.sequential(2).activation(ActivationCatalog.named("relu6")).build();
    String text = ModelDescription.write(model);
    assertTrue(text.contains("Hardtanh") && text.contains("6"), text);
  }

  /** One node of every kind, each with settings that are not the usual ones. */
  private static Model everything() {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 6);
    Graph.Value words = graph.indices("words", 4);
    Graph.Value h = graph.apply("linear", Linear.of(6, 8, false), x);
    for (String type : ActivationCatalog.types()) {
      h = graph.apply("act " + type, new Elementwise(ActivationCatalog.named(type)), h);
    }
    h = graph.apply("prelu", new PRelu(8, 0.1), h);
    h = graph.apply("batch", new BatchNorm1d(8, 1e-3, 0.2, false), h);
    h = graph.apply("layer", new LayerNorm(Shape.of(8), 1e-3, true, false), h);
    h = graph.apply("rms", new RmsNorm(Shape.of(8), 1e-3, false), h);
    h = graph.apply("group", new GroupNorm(2, 8, 1e-3, false), h);
    h = graph.apply("drop", new Dropout(0.125), h);
    h = graph.apply("scale", new Scale(8), h);
    h = graph.apply("shift", new Shift(8), h);
    h = graph.apply("glu", new Glu(), h);
    Graph.Value bag = graph.apply("bag", new EmbeddingBag(9, 4, Indexing.Bag.SUM, 2), words);
    Graph.Value rows = graph.apply("rows", new Embedding(9, 3, -1), words);
    Graph.Value flat = graph.apply("flat", new Flatten(), rows);
    Graph.Value sum = graph.apply("sum", new Add(), h, bag);
    Graph.Value product = graph.apply("product", new Multiply(), sum, bag);
    Graph.Value both = graph.apply("both", new Bilinear(4, 12, 5, false), product, flat);
    Graph.Value all = graph.apply("all", new Concat(), both, sum);
    graph.output("shares", graph.apply("softmax", new Softmax(), all));
    graph.output("logs", graph.apply("log", new LogSoftmax(), sum));
    return graph.build();
  }

  @Test
  void everyKindOfLayerComesBack() throws IOException {
    Model model = everything();
    Path file = folder.resolve("net.json");
    ModelDescription.write(file, model);
    Model again = ModelDescription.read(file);
    assertEquals(model.toString(), again.toString());
    assertEquals(ModelDescription.write(model), ModelDescription.write(again));
    assertEquals(
        model.nodes().size() + model.outputs().size() + 7, Files.readAllLines(file).size());
    ModelDescription.write(file, again);
    assertEquals(model.toString(), ModelDescription.read(file).toString());
  }

  @Test
  void muchMayBeLeftOut() throws IOException {
    Model model =
        read(
            """
            {"version": 1, "nodes": [
              {"type": "Input", "shape": [6]},
              {"type": "Linear", "settings": {"out": 8}},
              {"type": "BatchNorm1d"},
              {"type": "LeakyReLU"},
              {"type": "Dropout"},
              {"type": "LayerNorm"},
              {"type": "RMSNorm"},
              {"type": "GroupNorm", "settings": {"num_groups": 4}},
              {"type": "PReLU"},
              {"type": "Scale"},
              {"type": "Shift"},
              {"name": "last", "type": "Linear", "settings": {"out": 3, "bias": false}}
            ]}
            """);
    Model same =
        Model.sequential(6)
            .linear(8)
            .batchNorm()
            .activation(ActivationCatalog.named("LeakyReLU"))
            .dropout(0.5)
            .layerNorm()
            .layer(RmsNorm.of(8))
            .layer(new GroupNorm(4, 8, 1e-5, true))
            .layer(new PRelu(1, 0.25))
            .layer(new Scale(8))
            .layer(new Shift(8))
            .layer(Linear.of(8, 3, false))
            .build();
    assertEquals(same.toString().replace("10: Linear", "last: Linear"), model.toString());
    assertEquals("output", model.outputs().getFirst().name());
  }

  @Test
  void branchesNameWhatTheyRead() throws IOException {
    Model model =
        read(
            """
            {"version": 1, "nodes": [
              {"type": "Input", "shape": [6]},
              {"name": "a", "type": "Linear", "settings": {"out": 6}},
              {"name": "sum", "type": "Add", "inputs": ["a", "input"]},
              {"type": "Concat", "inputs": ["sum", "a"]}
            ]}
            """);
    assertEquals(Shape.of(12), model.outputShape(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'Linear','settings':{'out':8}} | expected a node to read from, found none",
        "{'type':'Input','shape':[6]},{'type':'Linear'} | out: expected a whole number",
        "{'type':'Input','shape':[6]},{'type':'Dropout','settings':{'q':1}} | q: expected one of",
        "{'type':'Input','shape':[6]},{'type':'Softmin'} | layer type Softmin: expected one of",
        "{'type':'Input','shape':[6]},{'type':'Linear','settings':{'in':5,'out':2}} | dimension of"
            + " 5",
        "{'type':'Input','shape':[6],'dtype':'F8'} | a layer that fits",
        "{'type':'Input','shape':[6]},{'type':'Add','inputs':['z']} | a node that stands before",
      })
  void mistakesAreToldByNode(String nodes, String message) {
    String text = "{\"version\":1,\"nodes\":[" + nodes.replace('\'', '"') + "]}";
    ModelFormatException e = assertThrows(ModelFormatException.class, () -> read(text));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void filesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("net.json"), new byte[] {'{', (byte) 0xff, '}'});
    assertThrows(ModelFormatException.class, () -> ModelDescription.read(file));
    Path none = folder.resolve("none.json");
    assertThrows(IOException.class, () -> ModelDescription.read(none));
  }
}
