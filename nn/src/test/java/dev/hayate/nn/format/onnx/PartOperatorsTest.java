package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import java.util.Map;

/** Operators that take values apart and put them together, and products. */
class PartOperatorsTest extends OperatorRows {
  @Override
  void rows() {
    parts();
    products();
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
