package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ProtobufWriter;
import java.util.Map;

/** Graphs that nothing can be computed by. */
class MalformedGraphsTest extends MalformedOnnx {
  @Override
  void malform() {
    graphs();
  }

  private void graphs() {
    put(
        "no outputs",
        "one output or more",
        new TestGraph(13).input("x", 4).node("Relu", "x", "y").bytes());
    graph("output from nowhere", "\"y\" from nowhere", g -> {});
    graph("input from nowhere", "\"z\" from nowhere", g -> g.node("MatMul", "x,z", "y"));
    graph("cycle of one", "a cycle", g -> g.node("Add", "x,y", "y"));
    graph(
        "cycle of three",
        "a cycle",
        g ->
            g.node("Add", "x,c", "a")
                .node("Relu", "a", "b")
                .node("Relu", "b", "c")
                .node("Relu", "c", "y"));
    graph(
        "made twice",
        "every value made once",
        g -> g.node("Relu", "x", "y").node("Tanh", "x", "y"));
    graph(
        "made over an input",
        "every value made once",
        g -> g.node("Relu", "x", "x").node("Tanh", "x", "y"));
    graph(
        "made over a weight",
        "every value made once",
        g -> g.node("Relu", "x", "w").node("Tanh", "x", "y"));
    graph("twice by one node", "every value made once", g -> g.node("Split", "x", "y,y"));
    graph("input twice", "every value made once", g -> g.input("x", 4).node("Relu", "x", "y"));
    graph("output twice", "every value made once", g -> g.output("y").node("Relu", "x", "y"));
    graph("constant output", "depends on an input", g -> g.node("Neg", "w", "y"));
    graph(
        "input without a name",
        "an input or output with a name",
        g -> g.graph.message(11, new ProtobufWriter()));
    graph(
        "node without an operator",
        "an operator",
        g -> g.graph.message(1, new ProtobufWriter().text(1, "x").text(2, "y")));
    graph(
        "unknown operators",
        "2 others: \"Foo\" of node \"Foo_a\", \"Bar\" of node \"Bar_y\"",
        g -> g.node("Foo", "x", "a").node("Bar", "a", "y"));
    graph(
        "operator of another domain",
        "\"com.example.Relu\"",
        g ->
            g.graph.message(
                1, TestGraph.nodeMessage("Relu", "x", "y", Map.of()).text(7, "com.example")));
    graph(
        "subgraph",
        "\"If\"",
        g ->
            g.graph.message(
                1,
                TestGraph.nodeMessage("If", "x", "y", Map.of())
                    .message(5, new ProtobufWriter().text(1, "then_branch").message(6, g.graph))));
    graph(
        "input without dimensions",
        "the batch as its first dimension",
        g -> g.input("z", ElementType.F32, new long[] {}).node("Add", "x,z", "y"));
    graph(
        "input with an open dimension",
        "a size for every dimension but the first",
        g -> g.input("z", ElementType.F32, new long[] {-1, -1}).node("Add", "x,z", "y"));
    graph(
        "input of no batch",
        "the batch as the first dimension",
        g -> g.input("z", ElementType.F32, new long[] {0, 4}).node("Add", "x,z", "y"));
    graph(
        "inputs of two batches",
        "the batch as the first dimension",
        g ->
            g.graph
                .message(11, TestGraph.value("z", ElementType.F32, 2, 4))
                .message(11, TestGraph.value("u", ElementType.F32, 3, 4))
                .append(
                    new ProtobufWriter()
                        .message(1, TestGraph.nodeMessage("Sum", "x,z,u", "y", Map.of()))));
    graph(
        "input of texts",
        "string",
        g ->
            g.graph
                .message(
                    11,
                    new ProtobufWriter()
                        .text(1, "z")
                        .message(
                            2,
                            new ProtobufWriter()
                                .message(
                                    1,
                                    new ProtobufWriter()
                                        .int64(1, 8)
                                        .message(
                                            2,
                                            new ProtobufWriter()
                                                .message(1, new ProtobufWriter().int64(1, 1))))))
                .append(
                    new ProtobufWriter()
                        .message(1, TestGraph.nodeMessage("Add", "x,z", "y", Map.of()))));
    graph(
        "negative dimension of an input",
        "a dimension of 0 or more",
        g -> g.input("z", ElementType.F32, new long[] {-1, -5}).node("Add", "x,z", "y"));
    graph(
        "input whose dimensions alone are used",
        "dimensions alone",
        g ->
            g.input("z", 4)
                .node("Shape", "z", "s")
                .longs("one", 1, 4)
                .node("Reshape", "x,s", "r")
                .node("Relu", "r", "y"));
  }
}
