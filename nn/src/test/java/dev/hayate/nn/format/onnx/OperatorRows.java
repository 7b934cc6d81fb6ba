package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ModelFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A table of operators: each gives what ONNX Runtime gives, in its older and its newer form. */
abstract class OperatorRows {
  @TempDir Path folder;

  private final Map<String, TestGraph> rows = new LinkedHashMap<>();

  /** Makes the rows. */
  abstract void rows();

  /** The files of all operators, as seeds for fuzzing. */
  static List<byte[]> all() {
    return Stream.of(
            new ElementwiseOperatorsTest(),
            new NormalizationOperatorsTest(),
            new ShapeOperatorsTest(),
            new PartOperatorsTest())
        .flatMap(
            table -> {
              table.rows();
              return table.rows.values().stream();
            })
        .map(TestGraph::bytes)
        .toList();
  }

  final TestGraph row(String name, long opset, int... sample) {
    TestGraph graph = new TestGraph(opset).input("x", sample);
    rows.put(name + " opset " + opset, graph);
    return graph;
  }

  @TestFactory
  List<DynamicTest> operators() {
    rows();
    List<DynamicTest> tests = new ArrayList<>();
    rows.forEach((name, graph) -> tests.add(dynamicTest(name, () -> check(graph))));
    return tests;
  }

  private void check(TestGraph graph) throws IOException {
    Path file = graph.write(folder);
    try (Arena arena = Arena.ofShared()) {
      ModelFile loaded = Onnx.load(file, arena);
      Map<String, Tensor> inputs = Judge.inputs(loaded.model(), TestGraph.BATCH, arena);
      Judge.compare(
          Judge.there(file, inputs, TestGraph.BATCH),
          Judge.here(loaded.parameters(), inputs, TestGraph.BATCH, arena));
    }
  }
}
