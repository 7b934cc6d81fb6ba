package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import java.util.List;
import java.util.Map;

/** Operators that sum up along dimensions. */
class NormalizationOperatorsTest extends OperatorRows {
  @Override
  void rows() {
    normalizations();
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
}
