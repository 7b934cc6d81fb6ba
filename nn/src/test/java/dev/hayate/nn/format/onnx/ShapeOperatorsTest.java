package dev.hayate.nn.format.onnx;

import java.util.Map;

/** Operators that change shapes, and those that compute them. */
class ShapeOperatorsTest extends OperatorRows {
  @Override
  void rows() {
    shapes();
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
}
