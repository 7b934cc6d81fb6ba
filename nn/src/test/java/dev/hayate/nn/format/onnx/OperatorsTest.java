package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every operator gives what ONNX Runtime gives, in its older and its newer form. */
class OperatorsTest {
  private static final List<String> PROMISED =
      List.of(
          ("Gemm MatMul Add Sub Mul Div Neg Pow Sqrt Exp Log Abs Erf Min Max Clip Relu LeakyRelu"
                  + " PRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Tanh Softplus Softsign Mish"
                  + " Gelu Softmax LogSoftmax Identity Dropout BatchNormalization"
                  + " LayerNormalization ReduceMean ReduceSum ReduceMax Flatten Reshape Squeeze"
                  + " Unsqueeze Transpose Concat Slice Split Gather Cast Constant ConstantOfShape"
                  + " Shape Where Equal Greater Less ArgMax Expand")
              .split(" "));

  @TempDir Path folder;

  private final Map<String, TestGraph> rows = new LinkedHashMap<>();

  @Test
  void everyPromisedOperatorIsThere() {
    assertTrue(Onnx.operators().containsAll(PROMISED));
  }

  private TestGraph row(String name, long opset, int... sample) {
    TestGraph graph = new TestGraph(opset).input("x", sample);
    rows.put(name + " opset " + opset, graph);
    return graph;
  }

  /** All files, as seeds for fuzzing too. */
  List<byte[]> files() {
    elementwise();
    activations();
    normalizations();
    shapes();
    parts();
    products();
    return rows.values().stream().map(TestGraph::bytes).toList();
  }

  @TestFactory
  List<DynamicTest> operators() {
    files();
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

  private void elementwise() {
    for (String op : List.of("Add", "Sub", "Mul", "Div")) {
      row(op, 7, 4, 5).input("b", 1, 5).node(op, "x,b", "y").output("y");
      row(op + " row", 13, 5)
          .floats("b", TestGraph.values(5, 9), 5)
          .node(op, "x,b", "y")
          .output("y");
      row(op + " left", 13, 5)
          .floats("b", TestGraph.values(5, 9), 1, 5)
          .node(op, "b,x", "y")
          .output("y");
      row(op + " column", 13, 4, 5)
          .floats("b", TestGraph.values(4, 9), 4, 1)
          .node(op, "x,b", "y")
          .output("y");
      row(op + " number", 13).scalar("b", 0.5f).node(op, "x,b", "y").output("y");
    }
    for (String op :
        List.of("Neg", "Abs", "Exp", "Erf", "Floor", "Ceil", "Round", "Sign", "Reciprocal")) {
      row(op, 13, 7).node(op, "x", "y").output("y");
    }
    for (String op : List.of("Sqrt", "Log")) {
      row(op, 13, 7).node("Abs", "x", "a").node(op, "a", "y").output("y");
    }
    row("Pow", 13, 7).scalar("two", 3).node("Pow", "x,two", "y").output("y");
    row("Pow of other type", 13, 7).longs("two", 2).node("Pow", "x,two", "y").output("y");
    row("Min and Max", 13, 7)
        .input("b", 7)
        .scalar("half", 0.5f)
        .node("Min", "x,b,half", "m")
        .node("Max", "m,b", "y")
        .output("y");
    row("Sum and Mean", 13, 7)
        .input("b", 7)
        .node("Sum", "x,b,x", "s")
        .node("Mean", "s,b", "y")
        .output("y");
    for (String op : List.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual")) {
      row(op, 13, 7)
          .node("Round", "x", "r")
          .scalar("zero", 0)
          .node(op, "r,zero", "y")
          .output("y", ElementType.BOOL);
    }
    for (String op : List.of("And", "Or", "Xor")) {
      row(op, 13, 7)
          .input("b", 7)
          .scalar("zero", 0)
          .node("Greater", "x,zero", "p")
          .node("Greater", "b,zero", "q")
          .node(op, "p,q", "o")
          .node("Not", "o", "y")
          .output("y", ElementType.BOOL);
    }
    row("Where", 13, 4, 5)
        .input("b", 4, 1)
        .scalar("zero", 0)
        .node("Greater", "x,zero", "p")
        .node("Where", "p,b,zero", "y")
        .output("y");
    row("whole numbers", 13, 4)
        .input("i", ElementType.I64, 4)
        .longs("three", 3)
        .node("Add", "i,three", "a")
        .node("Mul", "a,i", "m")
        .node("Div", "m,three", "d")
        .node("Cast", "d", "f", Map.of("to", 1))
        .node("Mul", "f,x", "y")
        .output("y")
        .output("d", ElementType.I64);
    row("Cast", 13, 4)
        .node("Cast", "x", "i", Map.of("to", 7))
        .node("Cast", "i", "b", Map.of("to", 9))
        .node("Cast", "b", "y", Map.of("to", 1))
        .output("y")
        .output("i", ElementType.I64);
  }

  private void activations() {
    for (String op :
        List.of(
            "Relu LeakyRelu Elu Selu Sigmoid HardSigmoid Tanh Softplus Softsign ThresholdedRelu Celu"
                .split(" "))) {
      row(op, 12, 3, 5).node(op, "x", "y").output("y");
    }
    row("LeakyRelu alpha", 9, 5).node("LeakyRelu", "x", "y", Map.of("alpha", 0.3f)).output("y");
    row("Elu alpha", 9, 5).node("Elu", "x", "y", Map.of("alpha", 0.3f)).output("y");
    row("Celu alpha", 12, 5).node("Celu", "x", "y", Map.of("alpha", 0.7f)).output("y");
    row("HardSigmoid alpha", 9, 5)
        .node("HardSigmoid", "x", "y", Map.of("alpha", 0.4f, "beta", 0.3f))
        .output("y");
    row("HardSwish", 14, 5).node("HardSwish", "x", "y").output("y");
    row("Mish", 18, 5).node("Mish", "x", "y").output("y");
    row("Gelu", 20, 5).node("Gelu", "x", "y").output("y");
    row("Gelu tanh", 20, 5).node("Gelu", "x", "y", Map.of("approximate", "tanh")).output("y");
    row("Shrink", 9, 5).node("Shrink", "x", "y", Map.of("lambd", 0.5f)).output("y");
    row("Shrink soft", 9, 5)
        .node("Shrink", "x", "y", Map.of("lambd", 0.5f, "bias", 0.5f))
        .output("y");
    row("Clip settings", 7, 5)
        .node("Clip", "x", "y", Map.of("min", -0.5f, "max", 0.75f))
        .output("y");
    row("Clip low", 7, 5).node("Clip", "x", "y", Map.of("min", -0.5f)).output("y");
    row("Clip inputs", 13, 5)
        .scalar("low", -0.5f)
        .scalar("high", 0.5f)
        .node("Clip", "x,low,high", "y")
        .output("y");
    row("Clip ends exchanged", 13, 5)
        .scalar("low", 0.5f)
        .scalar("high", -0.5f)
        .node("Clip", "x,low,high", "y")
        .output("y");
    row("Clip nothing", 13, 5).node("Clip", "x", "c").node("Neg", "c", "y").output("y");
    row("PRelu one", 9, 4, 5)
        .floats("s", new float[] {0.3f}, 1)
        .node("PRelu", "x,s", "y")
        .output("y");
    row("PRelu vector", 9, 5)
        .floats("s", TestGraph.values(5, 3), 5)
        .node("PRelu", "x,s", "y")
        .output("y");
    row("PRelu channels", 9, 4, 5)
        .floats("s", TestGraph.values(4, 3), 4, 1)
        .node("PRelu", "x,s", "y")
        .output("y");
    row("PRelu columns", 9, 4, 5)
        .floats("s", TestGraph.values(5, 3), 5)
        .node("PRelu", "x,s", "y")
        .output("y");
  }

  private void normalizations() {
    for (int opset : new int[] {11, 13}) {
      for (String op : List.of("Softmax", "LogSoftmax")) {
        row(op, opset, 3, 5).node(op, "x", "y").output("y");
        row(op + " last", opset, 3, 5).node(op, "x", "y", Map.of("axis", -1)).output("y");
        row(op + " middle", opset, 2, 3, 4).node(op, "x", "y", Map.of("axis", 2)).output("y");
      }
    }
    for (int[] sample : new int[][] {{4}, {4, 3}, {4, 3, 2}}) {
      row("BatchNormalization " + sample.length, 9, sample)
          .floats("s", TestGraph.values(4, 1), 4)
          .floats("b", TestGraph.values(4, 2), 4)
          .floats("m", TestGraph.values(4, 3), 4)
          .floats("v", new float[] {0.5f, 1, 2, 3}, 4)
          .node("BatchNormalization", "x,s,b,m,v", "y", Map.of("epsilon", 1e-3f))
          .output("y");
    }
    row("LayerNormalization", 17, 4, 5)
        .floats("s", TestGraph.values(5, 1), 5)
        .floats("b", TestGraph.values(5, 2), 5)
        .node("LayerNormalization", "x,s,b", "y")
        .output("y");
    row("LayerNormalization axis", 17, 4, 5)
        .floats("s", TestGraph.values(20, 1), 4, 5)
        .node("LayerNormalization", "x,s", "y", Map.of("axis", 1))
        .output("y");
    row("LayerNormalization repeated scale", 17, 4, 5)
        .floats("s", TestGraph.values(1, 1), 1)
        .floats("b", TestGraph.values(5, 1), 5)
        .node("LayerNormalization", "x,s,b", "y", Map.of("axis", 1))
        .output("y");
    row("Dropout", 10, 5).node("Dropout", "x", "d").node("Neg", "d", "y").output("y");
    row("Dropout", 13, 5)
        .scalar("r", 0.5f)
        .node("Dropout", "x,r", "d")
        .node("Neg", "d", "y")
        .output("y");
    for (String op :
        List.of(
            "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSumExp"
                .split(" "))) {
      row(op, 11, 2, 3, 4).node(op, "x", "y", Map.of("axes", new long[] {-1})).output("y");
      row(op + " middle", 11, 2, 3, 4)
          .node(op, "x", "y", Map.of("axes", new long[] {1, 2}, "keepdims", 0))
          .output("y");
      row(op + " kept", 11, 2, 3, 4)
          .node(op, "x", "y", Map.of("axes", new long[] {2}, "keepdims", 1))
          .output("y");
      row(op + " input", 18, 2, 3, 4).longs("axes", 3, 1).node(op, "x,axes", "y").output("y");
      row(op + " nothing", 18, 2).node(op, "x", "y", Map.of("noop_with_empty_axes", 1)).output("y");
    }
    row("ReduceLogSum", 13, 4)
        .node("Abs", "x", "a")
        .node("ReduceLogSum", "a", "y", Map.of("axes", new long[] {1}))
        .output("y");
    for (String op : List.of("ArgMax", "ArgMin")) {
      row(op, 13, 3, 4)
          .node(op, "x", "y", Map.of("axis", -1, "keepdims", 0))
          .output("y", ElementType.I64);
      row(op + " middle", 13, 3, 4)
          .node(op, "x", "y", Map.of("axis", 1, "select_last_index", 1))
          .output("y", ElementType.I64);
    }
  }

  private void shapes() {
    row("Identity", 13, 5).node("Identity", "x", "y").output("y");
    row("Flatten", 9, 2, 3, 4).node("Flatten", "x", "y").output("y");
    row("Flatten 2", 9, 2, 3, 4)
        .node("Flatten", "x", "f", Map.of("axis", 2))
        .node("Neg", "f", "y")
        .output("y");
    row("Reshape", 13, 2, 6).longs("s", 0, 3, -1).node("Reshape", "x,s", "y").output("y");
    row("Reshape rows", 13, 2, 6)
        .longs("s", -1, 6)
        .node("Reshape", "x,s", "r")
        .floats("w", TestGraph.values(12, 2), 6, 2)
        .node("MatMul", "r,w", "m")
        .longs("t", -1, 2, 2)
        .node("Reshape", "m,t", "y")
        .output("y");
    row("Reshape by Shape", 13, 2, 6)
        .node("Shape", "x", "s")
        .longs("zero", 0)
        .node("Gather", "s,zero", "n", Map.of("axis", 0))
        .longs("rest", 3, 4)
        .node("Concat", "n,rest", "t", Map.of("axis", 0))
        .node("Reshape", "x,t", "y")
        .output("y");
    row("rows of the batch, doubled", 13, 2, 6)
        .node("Shape", "x", "s")
        .longs("from", 0)
        .longs("to", 1)
        .node("Slice", "s,from,to", "n")
        .longs("two", 2)
        .node("Mul", "n,two", "m")
        .longs("six", 6)
        .node("Concat", "m,six", "t", Map.of("axis", 0))
        .node("Reshape", "x,t", "r")
        .node("Softmax", "r", "q")
        .longs("back", -1, 2, 6)
        .node("Reshape", "q,back", "y")
        .output("y");
    row("Squeeze", 11, 1, 5, 1)
        .node("Squeeze", "x", "y", Map.of("axes", new long[] {1, 3}))
        .output("y");
    row("Squeeze", 13, 1, 5).longs("a", 1).node("Squeeze", "x,a", "y").output("y");
    row("Unsqueeze", 11, 5)
        .node("Unsqueeze", "x", "y", Map.of("axes", new long[] {1, 3}))
        .output("y");
    row("Unsqueeze", 13, 5).longs("a", -1).node("Unsqueeze", "x,a", "y").output("y");
    row("Transpose", 13, 2, 3, 4)
        .node("Transpose", "x", "y", Map.of("perm", new long[] {0, 3, 1, 2}))
        .output("y");
    row("Expand", 13, 1, 4).longs("s", 1, 3, 4).node("Expand", "x,s", "y").output("y");
    row("Expand by Shape", 13, 4)
        .node("Shape", "x", "s")
        .floats("w", TestGraph.values(4, 5), 1, 4)
        .node("Expand", "w,s", "e")
        .node("Concat", "x,e", "y", Map.of("axis", 1))
        .output("y");
    row("ConstantOfShape", 13, 4)
        .node("Shape", "x", "s")
        .node(
            "ConstantOfShape",
            "s",
            "c",
            Map.of("value", TestGraph.tensor("", new float[] {2.5f}, 1)))
        .node("Sub", "c,x", "y")
        .output("y");
    row("Where and Equal of a shape", 13, 4)
        .longs("want", -1, 4)
        .longs("minus", -1)
        .longs("two", 2)
        .node(
            "ConstantOfShape",
            "two",
            "ones",
            Map.of("value", TestGraph.tensor("", new long[] {1}, 1)))
        .node("Equal", "want,minus", "p")
        .node("Where", "p,ones,want", "s")
        .node("Expand", "x,s", "e")
        .node("Neg", "e", "y")
        .output("y");
    row("Size", 13, 4)
        .node("Size", "x", "s")
        .longs("one", 1)
        .node("Reshape", "s,one", "t")
        .longs("four", 4)
        .node("Div", "t,four", "n")
        .node("Concat", "n,four", "u", Map.of("axis", 0))
        .node("Reshape", "x,u", "r")
        .node("Neg", "r", "y")
        .output("y");
  }

  private void parts() {
    row("Concat", 13, 3).input("b", 2).node("Concat", "x,b,x", "y", Map.of("axis", 1)).output("y");
    row("Concat middle", 13, 2, 3)
        .input("b", 1, 3)
        .node("Concat", "x,b", "y", Map.of("axis", -2))
        .output("y");
    row("Slice", 9, 6, 5)
        .node(
            "Slice",
            "x",
            "y",
            Map.of(
                "starts",
                new long[] {1, -3},
                "ends",
                new long[] {4, 100},
                "axes",
                new long[] {1, 2}))
        .output("y");
    row("Slice backwards", 13, 6, 5)
        .longs("s", -1, 4)
        .longs("e", -100, 0)
        .longs("a", 1, 2)
        .longs("t", -2, -1)
        .node("Slice", "x,s,e,a,t", "y")
        .output("y");
    row("Slice with batch", 13, 6)
        .longs("s", 0, 2)
        .longs("e", Long.MAX_VALUE, Long.MAX_VALUE)
        .node("Slice", "x,s,e", "y")
        .output("y");
    row("Split", 11, 6)
        .node("Split", "x", "a,b", Map.of("axis", 1, "split", new long[] {2, 4}))
        .output("a")
        .output("b");
    row("Split", 13, 6)
        .longs("s", 1, 2, 3)
        .node("Split", "x,s", "a,b,c", Map.of("axis", -1))
        .node("Concat", "c,a,b", "y", Map.of("axis", 1))
        .output("y");
    row("Split evenly", 13, 6)
        .node("Split", "x", "a,b,c", Map.of("axis", 1))
        .output("a")
        .output("c");
    row("Split with rest", 18, 7)
        .node("Split", "x", "a,b", Map.of("axis", 1, "num_outputs", 2))
        .output("a")
        .output("b");
    row("Gather places", 13, 6, 2)
        .longs("i", 5, 0, -1)
        .node("Gather", "x,i", "y", Map.of("axis", 1))
        .output("y");
    row("Gather one", 13, 6, 2)
        .node("Constant", "", "i", Map.of("value_int", 2))
        .node("Gather", "x,i", "y", Map.of("axis", 1))
        .output("y");
    row("Gather rows", 13, 2)
        .input("i", ElementType.I64, 3)
        .floats("t", TestGraph.values(20, 4), 5, 4)
        .node("Gather", "t,i", "g")
        .node("ReduceSum", "g,axis", "s", Map.of("keepdims", 0))
        .longs("axis", 1)
        .node("Concat", "s,x", "y", Map.of("axis", 1))
        .output("y");
    row("Gather rows of a cube", 13, 2)
        .input("i", ElementType.I64)
        .floats("t", TestGraph.values(30, 4), 5, 3, 2)
        .node("Gather", "t,i", "g")
        .node("Add", "g,u", "y")
        .longs("one", 1)
        .node("Unsqueeze", "x,one", "u")
        .output("y");
    row("constants", 13, 4)
        .node("Constant", "", "a", Map.of("value", TestGraph.tensor("", TestGraph.values(4, 8), 4)))
        .node("Constant", "", "b", Map.of("value_float", 0.25f))
        .node("Constant", "", "c", Map.of("value_ints", new long[] {0, -1}))
        .node("Mul", "a,b", "d")
        .node("Exp", "d", "e")
        .node("Softplus", "e", "f")
        .node("ReduceMean", "f", "g", Map.of("axes", new long[] {0}))
        .node("Greater", "e,b", "h")
        .node("Where", "h,e,g", "k")
        .node("Add", "x,k", "l")
        .node("Reshape", "l,c", "y")
        .output("y");
  }

  private void products() {
    row("Gemm", 7, 4)
        .floats("w", TestGraph.values(12, 1), 4, 3)
        .floats("b", TestGraph.values(3, 2), 3)
        .node("Gemm", "x,w,b", "y")
        .output("y");
    row("Gemm settings", 13, 4)
        .floats("w", TestGraph.values(12, 1), 3, 4)
        .floats("b", TestGraph.values(3, 2), 1, 3)
        .node("Gemm", "x,w,b", "y", Map.of("transB", 1, "alpha", 0.5f, "beta", 2f))
        .output("y");
    row("Gemm and a value", 13, 4)
        .input("c", 3)
        .floats("w", TestGraph.values(12, 1), 4, 3)
        .node("Gemm", "x,w,c", "y", Map.of("beta", 0.5f))
        .output("y");
    row("MatMul", 13, 2, 4)
        .floats("w", TestGraph.values(12, 1), 4, 3)
        .node("MatMul", "x,w", "y")
        .output("y");
    row("MatMul vector", 13, 2, 4)
        .floats("w", TestGraph.values(4, 1), 4)
        .node("MatMul", "x,w", "y")
        .output("y");
    row("MatMul of values", 13, 2, 4).input("b", 4, 3).node("MatMul", "x,b", "y").output("y");
    row("MatMul of many", 13, 2, 3, 4).input("b", 1, 4, 2).node("MatMul", "x,b", "y").output("y");
    row("MatMul of a constant", 13, 4, 2)
        .floats("w", TestGraph.values(12, 1), 3, 4)
        .node("MatMul", "w,x", "y")
        .output("y");
    row("MatMul of constants for each head", 13, 2, 3, 4)
        .floats("w", TestGraph.values(16, 1), 2, 4, 2)
        .node("MatMul", "x,w", "y")
        .output("y");
  }
}
