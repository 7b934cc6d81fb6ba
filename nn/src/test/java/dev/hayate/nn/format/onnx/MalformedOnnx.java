package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.ProtobufWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Malformed files, each of which is refused in one line with an error of its own. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Against hanging; not a measurement.
abstract class MalformedOnnx {
  private static final class Case {
    final byte[] bytes;
    final String error;

    Case(byte[] bytes, String error) {
      this.bytes = bytes;
      this.error = error;
    }
  }

  @TempDir Path folder;

  private final Map<String, Case> cases = new LinkedHashMap<>();

  /** Makes the cases. */
  abstract void malform();

  /** A sound file: a linear layer. */
  static TestGraph sound() {
    return with(graph -> {}, true, true);
  }

  private static TestGraph with(Consumer<TestGraph> more, boolean weight, boolean node) {
    TestGraph graph = new TestGraph(13).input("x", 4).output("y");
    if (weight) {
      graph.floats("w", TestGraph.values(12, 1), 4, 3);
    }
    if (node) {
      graph.node("MatMul", "x,w", "y");
    }
    more.accept(graph);
    return graph;
  }

  final void graph(String name, String error, Consumer<TestGraph> more) {
    put(name, error, with(more, true, false).bytes());
  }

  final void tensor(String name, String error, ProtobufWriter tensor) {
    put(name, error, with(g -> g.graph.message(5, tensor), false, true).bytes());
  }

  final void put(String name, String error, byte[] bytes) {
    if (cases.put(name, new Case(bytes, error)) != null) {
      throw new IllegalArgumentException(name);
    }
  }

  @TestFactory
  List<DynamicTest> malformed() {
    malform();
    List<DynamicTest> tests = new ArrayList<>();
    cases.forEach((name, broken) -> tests.add(dynamicTest(name, () -> check(broken))));
    return tests;
  }

  private void check(Case broken) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, broken.bytes);
    String message = assertThrows(ModelFormatException.class, () -> Onnx.load(file)).getMessage();
    assertTrue(message.contains(broken.error), message);
    assertTrue(message.contains("model.onnx"), message);
    assertEquals(1, message.lines().count(), message);
  }
}
