package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.SharedFiles;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Every model of the oracle gives its float64 outputs to 1e-5 of the largest element, at every
 * opset and batch; those with operators that are not supported are refused with all of them named;
 * broken files do what their list says.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Against hanging; not a measurement.
class OnnxGoldTest {
  private static final double TOLERANCE = 1e-5;

  /** A JSON file, whatever value it holds, under the member "root". */
  private static JsonObject json(Path file) throws IOException {
    return Json.parse("{\"root\":" + Files.readString(file) + "}", Place.in(file));
  }

  @TestFactory
  List<DynamicTest> models() throws IOException {
    Path folder = SharedFiles.gold("onnx");
    List<DynamicTest> tests = new ArrayList<>();
    int runs = 0;
    int refused = 0;
    for (JsonObject entry : json(folder.resolve("index.json")).object("root").objects("models")) {
      Path model = folder.resolve(entry.string("model"));
      for (String file : entry.object("files").names()) {
        Path onnx = model.resolve(file);
        List<String> unsupported =
            entry.object("files").object(file).strings("ops").stream()
                .filter(op -> !Onnx.operators().contains(op))
                .toList();
        String name = entry.string("model") + " " + file;
        if (unsupported.isEmpty()) {
          for (String run : entry.strings("runs")) {
            runs++;
            tests.add(dynamicTest(name + " " + run, () -> checkRun(onnx, model.resolve(run))));
          }
        } else {
          refused++;
          tests.add(dynamicTest(name + " refused", () -> checkRefused(onnx, unsupported)));
        }
      }
    }
    System.out.println(
        "onnx models of " + folder + ": " + runs + " runs, " + refused + " files to refuse");
    return tests;
  }

  private static void checkRefused(Path file, List<String> unsupported) {
    String message = assertThrows(ModelFormatException.class, () -> Onnx.load(file)).getMessage();
    System.out.println(message);
    for (String operator : unsupported) {
      assertTrue(message.contains("\"" + operator + "\""), message);
    }
  }

  private static void checkRun(Path file, Path run) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      ModelFile loaded = Onnx.load(file, arena);
      Model model = loaded.model();
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < model.inputs().size(); i++) {
        String name = model.inputs().get(i).name();
        StoredArray array = Npy.read(run.resolve("in_" + name + ".npy"), arena);
        inputs.add(tensor(array, model.inputs().get(i).layer().outputType(), arena));
      }
      int batch = inputs.getFirst().shape().dim(0);
      List<Tensor> outputs = new ArrayList<>();
      for (int i = 0; i < model.outputs().size(); i++) {
        DType type = model.nodes().get(model.outputs().get(i).node()).layer().outputType();
        outputs.add(Tensor.allocate(arena, type, model.outputShape(i).batched(batch)));
      }
      try (Predictor predictor = model.predictor(loaded.parameters()).batch(batch).open()) {
        predictor.predict(inputs.toArray(new Tensor[0]), outputs.toArray(new Tensor[0]));
      }
      for (int i = 0; i < outputs.size(); i++) {
        String name = model.outputs().get(i).name();
        Path expected = run.resolve("out_" + name + ".f64.npy");
        Path other = run.resolve("out_" + name + ".npy");
        StoredArray array = Npy.read(Files.exists(expected) ? expected : other, arena);
        compare(name, array.doubles(), outputs.get(i));
      }
    }
  }

  private static Tensor tensor(StoredArray array, DType type, Arena arena) {
    if (type == DType.F32) {
      return array.floats(arena);
    }
    Tensor tensor = Tensor.allocate(arena, type, array.shape());
    long[] values = array.longs();
    for (int i = 0; i < values.length; i++) {
      tensor
          .segment()
          .setAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, i, Math.toIntExact(values[i]));
    }
    return tensor;
  }

  private static void compare(String name, double[] expected, Tensor found) {
    assertEquals(expected.length, found.size(), name);
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      double value =
          found.type() == DType.F32
              ? found.segment().getAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, i)
              : found.segment().getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, i);
      assertEquals(expected[i], value, TOLERANCE * largest, name + "[" + i + "]");
    }
  }

  @TestFactory
  List<DynamicTest> broken() throws IOException {
    Path folder = SharedFiles.gold("bad");
    Map<String, Integer> count = new TreeMap<>();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonObject item : json(folder.resolve("list.json")).objects("root")) {
      String file = item.string("file");
      if (file.endsWith(".onnx")) {
        String expect = item.string("expect");
        count.merge(expect, 1, Integer::sum);
        tests.add(dynamicTest(file, () -> checkBroken(folder.resolve(file), expect)));
      }
    }
    System.out.println("broken onnx files of " + folder + ": " + tests.size() + " " + count);
    return tests;
  }

  private static void checkBroken(Path file, String expect) throws IOException {
    switch (expect) {
      case "reject" -> {
        String message =
            assertThrows(ModelFormatException.class, () -> Onnx.load(file)).getMessage();
        System.out.println(message);
        assertEquals(1, message.lines().count());
      }
      case "accept" -> score(Onnx.load(file));
      default -> {
        try {
          score(Onnx.load(file));
          System.out.println(file.getFileName() + ": taken");
        } catch (ModelFormatException refused) {
          System.out.println(refused.getMessage());
        }
      }
    }
  }

  private static void score(ModelFile loaded) {
    loaded.model().predictor(loaded.parameters()).batch(2).open().close();
  }

  @TestFactory
  List<DynamicTest> unusual() throws IOException {
    Path folder = SharedFiles.gold("odd");
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : json(folder.resolve("expected.json")).object("root").names()) {
      if (file.endsWith(".onnx")) {
        tests.add(dynamicTest(file, () -> score(Onnx.load(folder.resolve(file)))));
      }
    }
    System.out.println("unusual onnx files of " + folder + ": " + tests.size());
    return tests;
  }
}
