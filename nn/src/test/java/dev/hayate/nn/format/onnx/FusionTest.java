package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What exporters take apart becomes the layers it was, with the values that ONNX Runtime computes;
 * what only looks like it stays as it is.
 */
class FusionTest {
  private record Row(TestGraph graph, String layers) {}

  @TempDir Path folder;

  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** A graph on x [4], with constants that patterns use. */
  private TestGraph row(String name, String layers) {
    TestGraph graph =
        new TestGraph(13)
            .input("x", 4)
            .scalar("half", 0.5f)
            .scalar("one", 1)
            .scalar("two", 2)
            .scalar("three", 3)
            .scalar("six", 6)
            .scalar("zero", 0)
            .scalar("eps", 1e-5f)
            .scalar("sqrt2", (float) Math.sqrt(2))
            .floats("row", TestGraph.values(4, 1), 4)
            .floats("other", TestGraph.values(4, 2), 4)
            .floats("w", TestGraph.values(16, 3), 4, 4)
            .output("y");
    rows.put(name, new Row(graph, layers));
    return graph;
  }

  /** All files, as seeds for fuzzing too. */
  List<byte[]> files() {
    linear();
    activations();
    normalizations();
    others();
    return rows.values().stream().map(row -> row.graph.bytes()).toList();
  }

  @TestFactory
  List<DynamicTest> patterns() {
    files();
    List<DynamicTest> tests = new ArrayList<>();
    rows.forEach((name, row) -> tests.add(dynamicTest(name, () -> check(row))));
    return tests;
  }

  private void check(Row row) throws IOException {
    Path file = row.graph.write(folder);
    try (Arena arena = Arena.ofShared()) {
      ModelFile loaded = Onnx.load(file, arena);
      List<String> types = new ArrayList<>();
      loaded.model().nodes().stream()
          .filter(node -> !node.isInput())
          .forEach(node -> types.add(node.layer().type()));
      assertEquals(row.layers, String.join(" ", types));
      Map<String, Tensor> inputs = Judge.inputs(loaded.model(), TestGraph.BATCH, arena);
      Judge.compare(
          Judge.there(file, inputs, TestGraph.BATCH),
          Judge.here(loaded.parameters(), inputs, TestGraph.BATCH, arena));
    }
  }

  private void linear() {
    row("MatMul and Add", "Linear").node("MatMul", "x,w", "m").node("Add", "m,row", "y");
    row("Add and MatMul", "Linear").node("MatMul", "x,w", "m").node("Add", "row,m", "y");
    row("Gemm, Sub, Div, Mul", "Linear")
        .node("Gemm", "x,w,row", "g")
        .node("Sub", "g,other", "s")
        .node("Div", "s,three", "d")
        .node("Mul", "d,row", "y");
    row("Gemm and BatchNormalization", "Linear")
        .node("Gemm", "x,w,row", "g")
        .floats("v", new float[] {1, 2, 3, 4}, 4)
        .node("BatchNormalization", "g,row,other,row,v", "y");
    row("MatMul, BatchNormalization, Relu", "Linear ReLU")
        .node("MatMul", "x,w", "g")
        .floats("v", new float[] {1, 2, 3, 4}, 4)
        .node("BatchNormalization", "g,row,other,row,v", "b")
        .node("Relu", "b", "y");
    row("a product that two read", "Linear Shift Add")
        .node("MatMul", "x,w", "m")
        .node("Add", "m,row", "a")
        .node("Add", "a,m", "y");
    row("weights that are computed", "Linear")
        .node("Transpose", "w", "t")
        .node("Mul", "t,half", "h")
        .node("Gemm", "x,h", "y");
    row("a sum and a product alone", "Shift Scale")
        .node("Add", "x,row", "a")
        .node("Mul", "a,two", "y");
    row("Sub and Div alone", "Shift Scale").node("Sub", "x,row", "a").node("Div", "a,three", "y");
  }

  private void activations() {
    row("GELU of PyTorch", "GELU")
        .node("Div", "x,sqrt2", "d")
        .node("Erf", "d", "e")
        .node("Add", "e,one", "a")
        .node("Mul", "x,a", "m")
        .node("Mul", "m,half", "y");
    row("GELU of others", "GELU")
        .scalar("root", (float) Math.sqrt(0.5))
        .node("Mul", "root,x", "d")
        .node("Erf", "d", "e")
        .node("Add", "one,e", "a")
        .node("Mul", "half,x", "h")
        .node("Mul", "a,h", "y");
    row("GELU behind a product", "Linear GELU")
        .node("Gemm", "x,w,row", "g")
        .node("Div", "g,sqrt2", "d")
        .node("Erf", "d", "e")
        .node("Add", "e,one", "a")
        .node("Mul", "a,half", "h")
        .node("Mul", "g,h", "y");
    row("GELU of another factor", "Scale Unary Shift Multiply Scale")
        .node("Div", "x,two", "d")
        .node("Erf", "d", "e")
        .node("Add", "e,one", "a")
        .node("Mul", "x,a", "m")
        .node("Mul", "m,half", "y");
    row("GELU by tanh and a power", "GELUTanh")
        .scalar("c", 0.044715f)
        .scalar("k", (float) Math.sqrt(2 / Math.PI))
        .node("Pow", "x,three", "p")
        .node("Mul", "p,c", "q")
        .node("Add", "x,q", "s")
        .node("Mul", "s,k", "t")
        .node("Tanh", "t", "u")
        .node("Add", "u,one", "v")
        .node("Mul", "x,half", "h")
        .node("Mul", "h,v", "y");
    row("GELU by tanh and products", "GELUTanh")
        .scalar("c", 0.044715f)
        .scalar("k", (float) Math.sqrt(2 / Math.PI))
        .node("Mul", "x,x", "p")
        .node("Mul", "p,c", "q")
        .node("Add", "q,one", "s")
        .node("Mul", "x,k", "t")
        .node("Mul", "t,s", "r")
        .node("Tanh", "r", "u")
        .node("Add", "u,one", "v")
        .node("Mul", "x,v", "h")
        .node("Mul", "h,half", "y");
    row("SiLU", "SiLU").node("Sigmoid", "x", "s").node("Mul", "s,x", "y");
    row("Mish", "Mish").node("Softplus", "x", "s").node("Tanh", "s", "t").node("Mul", "x,t", "y");
    row("Hardswish by HardSigmoid", "Hardswish")
        .node("HardSigmoid", "x", "s", Map.of("alpha", 1 / 6f))
        .node("Mul", "x,s", "y");
    row("Hardswish by Clip", "Hardswish")
        .node("Add", "x,three", "a")
        .node("Clip", "a,zero,six", "c")
        .node("Mul", "x,c", "m")
        .node("Div", "m,six", "y");
    row("GLU", "GLU")
        .node("Split", "x", "a,b", Map.of("axis", -1))
        .node("Sigmoid", "b", "s")
        .node("Mul", "a,s", "y");
    row("a gate of the first half", "Slice Slice Sigmoid Multiply")
        .node("Split", "x", "a,b", Map.of("axis", -1))
        .node("Sigmoid", "a", "s")
        .node("Mul", "b,s", "y");
  }

  private void normalizations() {
    long[] last = {-1};
    row("LayerNorm of PyTorch", "LayerNorm")
        .node("ReduceMean", "x", "m", Map.of("axes", last))
        .node("Sub", "x,m", "d")
        .node("Pow", "d,two", "p")
        .node("ReduceMean", "p", "v", Map.of("axes", last))
        .node("Add", "v,eps", "a")
        .node("Sqrt", "a", "r")
        .node("Div", "d,r", "n")
        .node("Mul", "n,row", "s")
        .node("Add", "s,other", "y");
    row("LayerNorm of others", "LayerNorm")
        .node("ReduceMean", "x", "m", Map.of("axes", last))
        .node("Sub", "x,m", "d")
        .node("Sub", "x,m", "e")
        .node("Mul", "d,d", "p")
        .node("ReduceMean", "p", "v", Map.of("axes", last))
        .node("Add", "v,eps", "a")
        .node("Sqrt", "a", "r")
        .node("Reciprocal", "r", "i")
        .node("Mul", "e,i", "n")
        .node("Mul", "row,n", "y");
    row("RMSNorm", "RMSNorm")
        .node("Pow", "x,two", "p")
        .node("ReduceMean", "p", "v", Map.of("axes", last))
        .node("Add", "v,eps", "a")
        .node("Sqrt", "a", "r")
        .node("Div", "x,r", "n")
        .node("Mul", "n,row", "y");
    row("RMSNorm by one over", "RMSNorm")
        .node("Mul", "x,x", "p")
        .node("ReduceMean", "p", "v", Map.of("axes", last))
        .node("Add", "v,eps", "a")
        .node("Sqrt", "a", "r")
        .node("Div", "one,r", "i")
        .node("Mul", "x,i", "y");
    row("a mean of something else", "Scale Multiply Reduce Shift Unary Binary")
        .node("Mul", "x,two", "z")
        .node("Mul", "z,z", "p")
        .node("ReduceMean", "p", "v", Map.of("axes", last))
        .node("Add", "v,eps", "a")
        .node("Sqrt", "a", "r")
        .node("Div", "x,r", "y");
  }

  private void others() {
    row("nothing at all", "Tanh")
        .node("Identity", "x", "i")
        .node("Dropout", "i", "d")
        .node("Clip", "d", "c")
        .node("Cast", "c", "k", Map.of("to", 1))
        .longs("same", 0, -1)
        .node("Reshape", "k,same", "r")
        .node("Tanh", "r", "y");
    row("there and back", "Tanh")
        .longs("square", -1, 2, 2)
        .longs("flat", -1, 4)
        .node("Reshape", "x,square", "s")
        .node("Reshape", "s,flat", "f")
        .node("Tanh", "f", "y");
    row("what nobody reads", "Tanh")
        .node("MatMul", "x,w", "m")
        .node("Softmax", "m", "s")
        .node("Tanh", "x", "y");
    row("Clip at 0", "ReLU").node("Clip", "x,zero", "y");
    row("Clip at 6", "Hardtanh").node("Clip", "x,zero,six", "y");
  }
}
