package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Npz;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.format.StateDict;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and arrays in files, from and to the command line. */
final class FilesCommandsTest {
  private static final int ROWS = 600;

  @TempDir Path folder;

  private Hayate.Outcome run(String line) {
    String[] words = line.split(" ");
    for (int i = 1; i < words.length; i++) {
      words[i] = words[i].replace("DIR/", folder + "/");
    }
    return Hayate.run(words);
  }

  private void succeeds(String line) {
    Hayate.Outcome outcome = run(line);
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals("", outcome.out());
  }

  private void fails(int status, String message, String line) throws IOException {
    List<Path> before = files();
    Hayate.Outcome outcome = run(line);
    assertEquals(status, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals(before, files());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private static float[] floats(Map<String, StoredArray> arrays, String name, Arena arena) {
    return Objects.requireNonNull(arrays.get(name), name).floats(arena).toFloats();
  }

  /** Two inputs, numbers and rows of a table, and two outputs. */
  private static Model pair() {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 3);
    Graph.Value id = graph.apply("e", Embedding.of(10, 2), graph.indices("id"));
    Graph.Value all = graph.apply("cat", new Concat(), x, id);
    return graph
        .output("y", graph.apply("fc", Linear.of(5, 4), all))
        .output("z", graph.apply("fc2", Linear.of(3, 1), x))
        .build();
  }

  @Test
  void severalInputsAndOutputsHaveNames() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Model model = pair();
      Parameters parameters = model.initialize(arena, 1);
      ModelFile.save(at("m.safetensors"), parameters, Map.of());
      Tensor x = Tensor.allocate(arena, ROWS, 3);
      int[] ids = new int[ROWS];
      for (int row = 0; row < ROWS; row++) {
        x.set(row, row % 3, row / 7f);
        ids[row] = row % 10;
      }
      Tensor id = Tensor.ofInts(arena, ids);
      Tensor y = Tensor.allocate(arena, ROWS, 4);
      Tensor z = Tensor.allocate(arena, ROWS, 1);
      try (Predictor predictor = model.predictor(parameters).batch(ROWS).open()) {
        predictor.predict(new Tensor[] {x, id}, new Tensor[] {y, z});
      }
      Npy.write(at("x.npy"), x);
      Npy.write(at("id.npy"), id);
      succeeds(
          "predict DIR/m.safetensors --input id=DIR/id.npy --input x=DIR/x.npy"
              + " --output z=DIR/z.npy --output y=DIR/y.npy");
      assertArrayEquals(y.toFloats(), Npy.read(at("y.npy"), arena).floats(arena).toFloats());
      assertEquals(Shape.of(ROWS, 1), Npy.read(at("z.npy"), arena).shape());
      assertArrayEquals(z.toFloats(), Npy.read(at("z.npy"), arena).floats(arena).toFloats());

      Map<String, StoredArray> inputs = new LinkedHashMap<>();
      inputs.put("x", StoredArray.of(x));
      inputs.put("id", StoredArray.of(id));
      Npz.write(at("in.npz"), inputs);
      succeeds("predict DIR/m.safetensors --input DIR/in.npz --output DIR/out.npz");
      Map<String, StoredArray> outputs = Npz.read(at("out.npz"), arena);
      assertArrayEquals(y.toFloats(), floats(outputs, "y", arena));
      assertArrayEquals(z.toFloats(), floats(outputs, "z", arena));
      succeeds(
          "predict DIR/m.safetensors --input id=DIR/in.npz --input x=DIR/x.npy"
              + " --output z=DIR/z.csv");
      assertEquals(ROWS + 1, Files.readAllLines(at("z.csv")).size());

      String both = "predict DIR/m.safetensors --input id=DIR/id.npy --input x=DIR/x.npy";
      fails(2, "NAME=FILE with a name of [x, id]", "predict DIR/m.safetensors --input DIR/x.npy");
      fails(2, "NAME=FILE", "predict DIR/m.safetensors --input w=DIR/x.npy");
      fails(2, "each name once", both + " --input x=DIR/x.npy --output DIR/out.npz");
      fails(2, "--output", both);
      fails(2, "FILE.npz alone", both + " --input DIR/in.npz --output DIR/out.npz");
      fails(1, "id=FILE", "predict DIR/m.safetensors --input x=DIR/x.npy --output y=DIR/none.npy");
      fails(1, "whole numbers", both.replace("id.npy", "z.npy") + " --output y=DIR/none.npy");
      fails(1, "rows of shape [3]", both.replace("x.npy", "id.npy") + " --output y=DIR/none.npy");
      Npy.write(at("short.npy"), x.rows(0, 2));
      fails(1, "rows as in", both.replace("x.npy", "short.npy") + " --output y=DIR/none.npy");
      Npz.write(at("x.npz"), Map.of("x", StoredArray.of(x)));
      fails(
          1,
          "an array of this name",
          "predict DIR/m.safetensors --input DIR/x.npz --output y=q.npy");
      fails(1, "folder", both + " --output y=DIR/none/y.npy");
    }
  }

  @Test
  void oneInputAndOneOutputNeedNoNames() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Model model = Model.sequential(2).linear(3).build();
      Parameters parameters = model.initialize(arena, 1);
      ModelFile.save(at("m.safetensors"), parameters, Map.of());
      Npy.write(at("x.npy"), Tensor.of(arena, Shape.of(2, 2), 1, 2, 3, 4));
      Files.writeString(at("x.csv"), "a,b\n1,2\n3,4\n");
      succeeds("predict DIR/m.safetensors --input DIR/x.npy --output DIR/y.npy");
      succeeds("predict DIR/m.safetensors --input input=DIR/x.csv --output output=DIR/z.npy");
      assertArrayEquals(Files.readAllBytes(at("y.npy")), Files.readAllBytes(at("z.npy")));
      Hayate.Outcome shown = run("predict DIR/m.safetensors --input DIR/x.csv");
      assertEquals(0, shown.status(), shown.err());
      assertEquals("output 0,output 1,output 2", shown.out().lines().findFirst().orElse(""));
      assertEquals(3, shown.out().lines().count());
      Files.writeString(at("gap.csv"), "a,b\n1,2\n3,\n");
      fails(1, "gap.csv, line 3", "predict DIR/m.safetensors --input DIR/gap.csv");
      Files.writeString(at("text.csv"), "a,b\n1,2\n3,x\n");
      fails(1, "numbers, found texts", "predict DIR/m.safetensors --input DIR/text.csv");
      Files.writeString(at("wide.csv"), "a,b,c\n1,2,3\n");
      fails(1, "3 columns", "predict DIR/m.safetensors --input DIR/wide.csv");
      Files.writeString(at("bad.npy"), "nonsense");
      fails(1, "npy", "predict DIR/m.safetensors --input DIR/bad.npy");
      // Images lie as they are: a row of two may stand for two rows of one.
      Npy.write(at("deep.npy"), Tensor.of(arena, Shape.of(2, 1, 2), 1, 2, 3, 4));
      succeeds("predict DIR/m.safetensors --input DIR/deep.npy --output DIR/w.npy");
      assertArrayEquals(Files.readAllBytes(at("y.npy")), Files.readAllBytes(at("w.npy")));
    }
  }

  @Test
  void aModelGoesRoundThroughEveryFormat() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Model model = Model.sequential(4).linear(3).batchNorm().relu().linear(2).build();
      Parameters parameters = model.initialize(arena, 7);
      ModelFile.save(at("m.safetensors"), parameters, Map.of("note", "kept"));
      succeeds("convert DIR/m.safetensors DIR/m.npz --compress");
      succeeds("convert DIR/m.safetensors DIR/plain.npz");
      assertTrue(Files.size(at("m.npz")) < Files.size(at("plain.npz")));
      succeeds("convert DIR/m.safetensors DIR/layers.json");
      succeeds("convert DIR/m.npz DIR/back.safetensors --model DIR/layers.json");
      succeeds("convert DIR/m.safetensors DIR/copy.safetensors");
      succeeds("convert DIR/m.safetensors DIR/m.onnx");
      Npy.write(at("x.npy"), Tensor.of(arena, Shape.of(2, 4), 1, 2, 3, 4, -5, 6, 7, 8));
      succeeds("predict DIR/m.safetensors --input DIR/x.npy --output DIR/y.npy");
      succeeds("predict DIR/m.onnx --input DIR/x.npy --output DIR/z.npy");
      assertArrayEquals(
          Npy.read(at("y.npy"), arena).floats(arena).toFloats(),
          Npy.read(at("z.npy"), arena).floats(arena).toFloats(),
          1e-4f);
      ModelFile back = ModelFile.load(at("back.safetensors"), arena);
      assertArrayEquals(parameters.flat().toFloats(), back.parameters().flat().toFloats());
      assertArrayEquals(parameters.buffers().toFloats(), back.parameters().buffers().toFloats());
      assertArrayEquals(
          Files.readAllBytes(at("m.safetensors")), Files.readAllBytes(at("copy.safetensors")));

      Map<String, StoredArray> renamed = new LinkedHashMap<>();
      StateDict.arrays(parameters, arena)
          .forEach((name, array) -> renamed.put("module." + name.replace("0.", "fc."), array));
      SafeTensors.writeArrays(at("dict.safetensors"), renamed, Map.of());
      succeeds(
          "convert DIR/dict.safetensors DIR/again.safetensors --model DIR/m.safetensors"
              + " --rename module.fc=0 --rename module=");
      assertArrayEquals(
          Files.readAllBytes(at("back.safetensors")), Files.readAllBytes(at("again.safetensors")));
      fails(
          1,
          "8 missing: \"0.weight\" [3, 4], \"0.bias\" [3]",
          "convert DIR/dict.safetensors DIR/none.safetensors --model DIR/layers.json");
      fails(1, "one array", "convert DIR/m.safetensors DIR/none.npy");
      fails(1, "--model", "convert DIR/plain.npz DIR/none.json");
      fails(2, "FILE.safetensors", "convert DIR/m.safetensors DIR/none.txt");
      fails(2, "FROM=TO", "convert DIR/m.safetensors DIR/none.npz --rename x");
      fails(1, "arrays", "convert DIR/layers.json DIR/none.npz");
    }
  }

  @Test
  void arraysKeepTheirTypes() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Npy.write(at("i.npy"), Tensor.ofInts(arena, 1, 2, 3));
      succeeds("convert DIR/i.npy DIR/i.safetensors");
      succeeds("convert DIR/i.safetensors DIR/i.npz --rename i=numbers");
      succeeds("convert DIR/i.npz DIR/j.npy");
      assertArrayEquals(Files.readAllBytes(at("i.npy")), Files.readAllBytes(at("j.npy")));
      assertEquals(
          List.of("numbers"), List.copyOf(FileFormat.NPZ.arrays(at("i.npz"), arena).keySet()));
    }
  }

  private static String inputs(Path folder) throws IOException {
    StringBuilder words = new StringBuilder();
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith("in_") && name.endsWith(".npy")) {
          words.append(" --input ").append(name, 3, name.length() - 4).append('=').append(file);
        }
      }
    }
    return words.toString();
  }

  private static double[] doubles(Path file, Arena arena) {
    try {
      return Npy.read(file, arena).doubles();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model that PyTorch exported, with the outputs that it gave in double. */
  @Test
  void takesOnnx() throws IOException {
    Path gold = Path.of(System.getProperty("hayate.gold", "../../shared/gold"));
    Path model = gold.resolve("onnx").resolve("two_input_concat").toAbsolutePath();
    if (!Files.isDirectory(model)) {
      System.out.println("skipped: no folder " + model + "; set -Dhayate.gold=DIR");
    }
    Assumptions.assumeTrue(Files.isDirectory(model));
    String files = inputs(model.resolve("b3"));
    succeeds("predict " + model.resolve("opset17.onnx") + files + " --output DIR/out.npz");
    succeeds("convert " + model.resolve("opset17.onnx") + " DIR/m.safetensors");
    succeeds("predict DIR/m.safetensors" + files + " --output DIR/again.npz");
    assertArrayEquals(Files.readAllBytes(at("out.npz")), Files.readAllBytes(at("again.npz")));
    assertTrue(run("inspect " + model.resolve("opset17.onnx")).out().contains("total"));
    try (Arena arena = Arena.ofConfined()) {
      Map<String, StoredArray> outputs = Npz.read(at("out.npz"), arena);
      assertFalse(outputs.isEmpty());
      outputs.forEach(
          (name, output) -> {
            double[] wanted = doubles(model.resolve("b3/out_" + name + ".f64.npy"), arena);
            assertArrayEquals(wanted, output.doubles(), 1e-5);
          });
    }
  }

  @Test
  void inspectShowsEveryFormat() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      ModelFile.save(at("m.safetensors"), pair().initialize(arena, 1), Map.of());
      succeeds("convert DIR/m.safetensors DIR/m.json");
      succeeds("convert DIR/m.safetensors DIR/m.npz");
      Npy.write(at("x.npy"), Tensor.allocate(arena, 2, 3));
      Files.writeString(at("t.csv"), "a,b\u0007\n1,x\n");
      Files.write(at("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 5, 6});
      for (String file : List.of("m.safetensors", "m.json")) {
        String shown = run("inspect DIR/" + file).out();
        assertTrue(shown.contains("input id: rows of I32 []"), shown);
        assertTrue(shown.contains("output y: rows of F32 [4]"), shown);
      }
      assertTrue(run("inspect DIR/m.npz").out().contains("fc2.weight"));
      assertTrue(run("inspect DIR/x.npy").out().contains("[2, 3]"));
      assertTrue(run("inspect DIR/labels").out().contains("U8    [2]"));
      String table = run("inspect DIR/t.csv").out();
      assertTrue(table.contains("1 rows of"), table);
      assertTrue(table.contains("\"b\\u0007\""), table);
      assertFalse(table.contains("\u0007"), table);
    }
  }
}
