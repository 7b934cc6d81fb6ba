package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Linear;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model in a file, and descriptions that somebody made up. */
final class ModelFileTest {
  @TempDir Path folder;

  private static Model model() {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 3);
    Graph.Value z = graph.input("z", 2);
    Graph.Value h = graph.apply("fc1", Linear.of(3, 3, false), x);
    Graph.Value sum = graph.apply("sum", new Add(), x, h);
    graph.output(
        "a", graph.apply("fc2", Linear.of(5, 4), graph.apply("all", new Concat(), sum, z)));
    graph.output("b", sum);
    return graph.build();
  }

  @Test
  void aGraphComesBackWithItsValues() throws IOException {
    Path file = folder.resolve("m.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      Parameters parameters = model().initialize(arena, 11);
      ModelFile.save(file, parameters, Map.of("note", "kept"));
      ModelFile read = ModelFile.load(file, arena);
      assertEquals(model().toString(), read.model().toString());
      assertEquals(ModelDescription.write(model()), ModelDescription.write(read.model()));
      assertArrayEquals(parameters.flat().toFloats(), read.parameters().flat().toFloats());
      assertEquals("kept", read.metadata().get("note"));
      byte[] bytes = Files.readAllBytes(file);
      ModelFile.save(file, read.parameters(), Map.of("note", "kept"));
      assertArrayEquals(bytes, Files.readAllBytes(file));
      // As PyTorch has it: [out, in].
      StoredArray weight = SafeTensors.read(file, arena).array("fc2.weight");
      assertEquals("[4, 5]", weight.shape().toString());
      assertEquals(parameters.tensor("fc2.weight").get(4, 1), weight.floats(arena).get(1, 4));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"version\":2,\"nodes\":[],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2.5]}],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[-1]}],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]}],"
            + "\"outputs\":[{\"name\":\"y\",\"node\":\"nowhere\"}]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]},"
            + "{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]}],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]},"
            + "{\"name\":\"0\",\"type\":\"Exec\",\"inputs\":[\"x\"],\"settings\":{}}],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]},"
            + "{\"name\":\"0\",\"type\":\"Linear\",\"inputs\":[\"x\"],"
            + "\"settings\":{\"in\":3,\"out\":1,\"bias\":true}}],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]},"
            + "{\"name\":\"0\",\"type\":\"Linear\",\"inputs\":[\"0\"],"
            + "\"settings\":{\"in\":2,\"out\":1,\"bias\":true}}],\"outputs\":[]}",
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[2]},"
            + "{\"name\":\"0\",\"type\":\"Linear\",\"inputs\":[\"x\"],"
            + "\"settings\":{\"in\":2,\"out\":1e99,\"bias\":7}}],\"outputs\":[]}"
      })
  void aDescriptionThatIsNoneIsRefused(String text) {
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class, () -> ModelDescription.read(text, Place.in("made up")));
    assertFalse(e.getMessage().contains("\n"), e::getMessage);
  }

  @Test
  void aHugeModelIsRefusedByItsTensorsNotByItsMemory() throws IOException {
    Path file = folder.resolve("huge.safetensors");
    String text =
        "{\"version\":1,\"nodes\":[{\"name\":\"x\",\"type\":\"Input\",\"shape\":[1000000]},"
            + "{\"name\":\"0\",\"type\":\"Linear\",\"inputs\":[\"x\"],"
            + "\"settings\":{\"in\":1000000,\"out\":2000,\"bias\":true}}],"
            + "\"outputs\":[{\"name\":\"y\",\"node\":\"0\"}]}";
    refused(file, text, Map.of("0.bias", 3));
  }

  @Test
  void tensorsThatAreMissingExtraOrOfAnotherShapeAreRefused() throws IOException {
    Path file = folder.resolve("m.safetensors");
    String text = ModelDescription.write(Model.sequential(1).linear(3).build());
    refused(file, text, Map.of("0.bias", 3));
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("0.weight", 3);
    sizes.put("0.bias", 2);
    refused(file, text, sizes);
    sizes.put("0.bias", 3);
    refused(file, text, sizes);
  }

  private static void refused(Path file, String description, Map<String, Integer> sizes)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      sizes.forEach(
          (name, size) -> tensors.put(name, Tensor.of(arena, Shape.of(size), new float[size])));
      SafeTensors.write(file, tensors, Map.of(ModelFile.MODEL_KEY, description));
      assertThrows(ModelFormatException.class, () -> ModelFile.load(file, arena));
    }
  }

  @Test
  void aFileWithoutADescriptionIsNoModel() throws IOException {
    Path file = folder.resolve("t.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors.write(file, Map.of("t", Tensor.of(arena, Shape.of(2), 1, 2)), Map.of());
      assertThrows(ModelFormatException.class, () -> ModelFile.load(file, arena));
    }
  }
}
