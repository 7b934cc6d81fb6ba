package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ProtobufWriter;
import java.util.Map;

/** Operators whose operands or settings do not fit. */
class MalformedOperatorsTest extends MalformedOnnx {
  @Override
  void malform() {
    shapes();
    settings();
    parts();
  }

  private void shapes() {
    graph(
        "Gemm of other sizes",
        "as many rows",
        g -> g.floats("v", TestGraph.values(6, 1), 2, 3).node("Gemm", "x,v", "y"));
    graph(
        "Gemm with transposed batch",
        "the transpose of",
        g -> g.node("Gemm", "x,w", "y", Map.of("transA", 1)));
    graph(
        "Gemm with rows of summands",
        "one summand",
        g -> g.floats("c", TestGraph.values(6, 1), 2, 3).node("Gemm", "x,w,c", "y"));
    graph(
        "MatMul of other sizes",
        "a last dimension of 4",
        g ->
            g.node("MatMul", "x,w", "a")
                .node("MatMul", "a,v", "y")
                .floats("v", TestGraph.values(8, 1), 4, 2));
    graph("MatMul without an operand", "2 inputs or more", g -> g.node("MatMul", "x", "y"));
    graph("Add without operands", "1 inputs or more", g -> g.node("Add", "", "y"));
    graph(
        "Add of other shapes",
        "repeated to one shape",
        g -> g.input("z", 3).node("Add", "x,z", "y"));
    graph(
        "Add of other types",
        "operands of one type",
        g -> g.longs("z", 1, 2, 3, 4).node("Add", "x,z", "y"));
    graph(
        "Add of rows",
        "the same for every sample",
        g -> g.floats("z", TestGraph.values(8, 1), 2, 4).node("Add", "x,z", "y"));
    graph(
        "Add of more dimensions",
        "the batch in the same dimension",
        g -> g.input("z", 2, 4).node("Add", "x,z", "y"));
    graph(
        "constants of other shapes",
        "shapes that can be repeated",
        g ->
            g.longs("a", 1, 2)
                .longs("b", 1, 2, 3)
                .node("Add", "a,b", "c")
                .node("Reshape", "x,c", "y"));
    graph(
        "Reshape to other sizes",
        "elements, batch aside",
        g -> g.longs("s", -1, 3).node("Reshape", "x,s", "y"));
    graph(
        "Reshape to -2",
        "dimensions of 0 or more",
        g -> g.longs("s", 0, -2).node("Reshape", "x,s", "y"));
    graph(
        "Reshape to the batch behind",
        "the batch in the first dimension",
        g -> g.longs("s", 4, -1).node("Reshape", "x,s", "y"));
    graph(
        "Reshape to a number",
        "the batch in the first dimension",
        g -> g.longs("s").node("Reshape", "x,s", "y"));
    graph("Reshape by floats", "a list of whole numbers", g -> g.node("Reshape", "x,w", "y"));
    graph("Reshape by a value", "known values", g -> g.node("Reshape", "x,x", "y"));
    graph(
        "Reshape to 2^62",
        "Reshape",
        g -> g.longs("s", -1, 1L << 31, 1L << 31, 2).node("Reshape", "x,s", "y"));
    graph(
        "Reshape that keeps too much",
        "a dimension to keep",
        g -> g.longs("s", 0, 0, 0).node("Reshape", "x,s", "y"));
    graph(
        "Squeeze of more than one",
        "a dimension of 1",
        g -> g.longs("a", 1).node("Squeeze", "x,a", "y"));
    graph(
        "Unsqueeze in front",
        "the batch in the first dimension",
        g -> g.longs("a", 0).node("Unsqueeze", "x,a", "y"));
    graph(
        "Unsqueeze twice",
        "every dimension once",
        g -> g.longs("a", 1, 1).node("Unsqueeze", "x,a", "y"));
    graph(
        "Unsqueeze to rank 33",
        "at most 32 dimensions",
        g -> g.longs("a", new long[31]).node("Unsqueeze", "x,a", "y"));
    graph(
        "Transpose of the batch",
        "the batch in the first dimension",
        g -> g.node("Transpose", "x", "y"));
    graph(
        "Transpose of too few",
        "a permutation of 2",
        g -> g.node("Transpose", "x", "y", Map.of("perm", new long[] {0})));
    graph(
        "Flatten of the batch",
        "the batch in the first dimension",
        g -> g.node("Flatten", "x", "y", Map.of("axis", 0)));
    graph(
        "Flatten beyond the rank",
        "a dimension of the 2",
        g -> g.node("Flatten", "x", "y", Map.of("axis", 3)));
    graph(
        "Expand to other sizes",
        "dimensions that can be repeated",
        g -> g.longs("s", 1, 3).node("Expand", "x,s", "y"));
    graph(
        "ConstantOfShape of 2^40",
        "more elements of constants",
        g ->
            g.longs("s", 1 << 20, 1 << 20)
                .node("ConstantOfShape", "s", "c")
                .node("Add", "x,c", "y"));
    graph(
        "ConstantOfShape of a negative",
        "dimensions from 0",
        g -> g.longs("s", -3).node("ConstantOfShape", "s", "c").node("Add", "x,c", "y"));
    graph(
        "ConstantOfShape with two values",
        "a value of one number",
        g ->
            g.longs("s", 4)
                .node(
                    "ConstantOfShape",
                    "s",
                    "c",
                    Map.of("value", TestGraph.tensor("", TestGraph.values(2, 1), 2)))
                .node("Add", "x,c", "y"));
    graph(
        "Expand to 2^30",
        "more elements of values",
        g -> g.input("z", 1).longs("s", 1, 1 << 30).node("Expand", "z,s", "y"));
  }

  private void settings() {
    graph(
        "attribute twice",
        "every attribute once",
        g ->
            g.graph.message(
                1,
                TestGraph.nodeMessage("Elu", "x", "y", Map.of("alpha", 1f))
                    .message(5, TestGraph.attribute("alpha", 2f))));
    graph(
        "attribute without a name",
        "an attribute with a name",
        g -> g.graph.message(1, TestGraph.nodeMessage("Elu", "x", "y", Map.of("", 1f))));
    graph(
        "attribute of another type than it says",
        "a value of type 1",
        g ->
            g.graph.message(
                1,
                TestGraph.nodeMessage("Elu", "x", "y", Map.of())
                    .message(5, new ProtobufWriter().text(1, "alpha").int64(3, 1).int64(20, 1))));
    graph(
        "alpha as a text",
        "another kind of alpha",
        g -> g.node("Elu", "x", "y", Map.of("alpha", "one")));
    graph(
        "axis as a float",
        "another kind of axis",
        g -> g.node("Softmax", "x", "y", Map.of("axis", 1f)));
    graph("axis 5", "a dimension of the 2", g -> g.node("Softmax", "x", "y", Map.of("axis", 5)));
    graph(
        "axis -2^63",
        "a dimension of the 2",
        g ->
            g.graph.message(
                1,
                TestGraph.nodeMessage("Softmax", "x", "y", Map.of())
                    .message(
                        5,
                        new ProtobufWriter()
                            .text(1, "axis")
                            .int64(3, Long.MIN_VALUE)
                            .int64(20, 2))));
    graph(
        "Softmax of the batch",
        "dimensions behind the batch",
        g -> g.node("Softmax", "x", "y", Map.of("axis", 0)));
    graph("Cast to texts", "string", g -> g.node("Cast", "x", "y", Map.of("to", 8)));
    graph("Cast to nothing", "undefined", g -> g.node("Cast", "x", "y"));
    graph(
        "Constant of nothing",
        "a dense value",
        g -> g.node("Constant", "", "c").node("Add", "x,c", "y"));
    graph("Selu of another kind", "SELU's own", g -> g.node("Selu", "x", "y", Map.of("alpha", 2f)));
    graph(
        "Gelu by something else",
        "approximate none or tanh",
        g -> g.node("Gelu", "x", "y", Map.of("approximate", "cubic")));
    graph(
        "Elu of alpha NaN",
        "Elu",
        g ->
            g.node("Elu", "x", "y", Map.of("alpha", Float.NaN))
                .node("Celu", "x", "z", Map.of("alpha", 0f))
                .output("z"));
    graph(
        "BatchNormalization in training",
        "not in training",
        g ->
            g.floats("s", TestGraph.values(4, 1), 4)
                .node("BatchNormalization", "x,s,s,s,s", "y", Map.of("training_mode", 1)));
    graph(
        "BatchNormalization of other sizes",
        "floats of shape [4]",
        g -> g.floats("s", TestGraph.values(3, 1), 3).node("BatchNormalization", "x,s,s,s,s", "y"));
    graph(
        "BatchNormalization of negative epsilon",
        "BatchNorm1d",
        g ->
            g.floats("s", TestGraph.values(4, 1), 4)
                .node("BatchNormalization", "x,s,s,s,s", "y", Map.of("epsilon", -1f)));
    graph(
        "Dropout in training",
        "not in training",
        g -> g.scalar("r", 0.5f).scalar("t", 1).node("Dropout", "x,r,t", "y"));
    graph("Dropout with a mask", "2 outputs in use", g -> g.node("Dropout", "x", "d,y"));
    graph(
        "ReduceMean of the batch",
        "dimensions behind the batch",
        g -> g.node("ReduceMean", "x", "y", Map.of("axes", new long[] {0})));
    graph(
        "ReduceMean twice",
        "every dimension once",
        g -> g.node("ReduceMean", "x", "y", Map.of("axes", new long[] {1, -1})));
    graph("ArgMax of the batch", "dimensions behind the batch", g -> g.node("ArgMax", "x", "y"));
  }

  private void parts() {
    graph(
        "Concat of the batch",
        "side by side",
        g -> g.node("Concat", "x,x", "y", Map.of("axis", 0)));
    graph(
        "Concat of nothing", "1 inputs or more", g -> g.node("Concat", "", "y", Map.of("axis", 1)));
    graph(
        "Concat of a weight", "side by side", g -> g.node("Concat", "x,w", "y", Map.of("axis", 1)));
    graph(
        "Slice of the batch",
        "all samples",
        g -> g.longs("s", 1).longs("e", 2).node("Slice", "x,s,e", "y"));
    graph("Slice without ends", "ends", g -> g.longs("s", 1).node("Slice", "x,s", "y"));
    graph(
        "Slice of other counts",
        "as many starts",
        g -> g.longs("s", 0, 1).longs("e", 2).node("Slice", "x,s,e", "y"));
    graph(
        "Slice by steps of 0",
        "steps other than 0",
        g ->
            g.longs("s", 0)
                .longs("e", 2)
                .longs("a", 1)
                .longs("t", 0)
                .node("Slice", "x,s,e,a,t", "y"));
    graph(
        "Split of the batch",
        "parts of every sample",
        g -> g.node("Split", "x", "y,z", Map.of("axis", 0)));
    graph(
        "Split into too much",
        "parts of 4 together",
        g -> g.longs("s", 2, 3).node("Split", "x,s", "y,z", Map.of("axis", 1)));
    graph(
        "Split into negative parts",
        "parts of 4 together",
        g -> g.longs("s", 5, -1).node("Split", "x,s", "y,z", Map.of("axis", 1)).output("z"));
    graph(
        "Gather of the batch",
        "places behind the batch",
        g -> g.longs("i", 0).node("Gather", "x,i", "y"));
    graph(
        "Gather beyond the end",
        "places of 4",
        g -> g.longs("i", 4).node("Gather", "x,i", "y", Map.of("axis", 1)));
    graph(
        "Gather by floats", "whole numbers", g -> g.node("Gather", "x,w", "y", Map.of("axis", 1)));
    graph(
        "division by 0",
        "a division by 0",
        g -> g.longs("a", 4).longs("b", 0).node("Div", "a,b", "c").node("Reshape", "x,c", "y"));
    graph(
        "a batch that decides",
        "depend on its size",
        g ->
            g.node("Shape", "x", "s")
                .longs("m", 5)
                .node("Mod", "s,m", "t")
                .node("Less", "s,m", "b")
                .node("Where", "b,s,m", "t2")
                .node("Reshape", "x,t2", "y"));
  }
}
