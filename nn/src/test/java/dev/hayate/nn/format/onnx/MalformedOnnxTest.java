package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.ProtobufWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Malformed files, each with its own error. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Against hanging; not a measurement.
class MalformedOnnxTest {
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

  /** A sound file: a linear layer. */
  private static TestGraph sound() {
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

  private void graph(String name, String error, Consumer<TestGraph> more) {
    put(name, error, with(more, true, false).bytes());
  }

  private void tensor(String name, String error, ProtobufWriter tensor) {
    put(name, error, with(g -> g.graph.message(5, tensor), false, true).bytes());
  }

  private void put(String name, String error, byte[] bytes) {
    if (cases.put(name, new Case(bytes, error)) != null) {
      throw new IllegalArgumentException(name);
    }
  }

  private static byte[] ints(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static ProtobufWriter head(ElementType type, long... dims) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long dim : dims) {
      tensor.int64(1, dim);
    }
    return tensor.int64(2, ElementTypes.number(type)).text(8, "w");
  }

  private static MemorySegment zeros(int bytes) {
    return MemorySegment.ofArray(new byte[bytes]);
  }

  @Test
  void theSoundFileIsTaken() throws IOException {
    assertDoesNotThrow(() -> Onnx.load(sound().write(folder)));
  }

  @TestFactory
  List<DynamicTest> malformed() {
    wire();
    models();
    tensors();
    externals();
    graphs();
    shapes();
    settings();
    parts();
    assertTrue(cases.size() >= 80, cases.size() + " cases");
    System.out.println("malformed onnx files: " + cases.size());
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

  private void wire() {
    byte[] sound = sound().bytes();
    put("empty", "IR version", new byte[0]);
    put("one byte", "the rest of a varint", ints(0x88));
    put("cut", "a length within", Arrays.copyOf(sound, sound.length / 2));
    put("last byte", "a length within", Arrays.copyOf(sound, sound.length - 1));
    put("more behind", "a field number", Arrays.copyOf(sound, sound.length + 3));
    put(
        "varint of eleven bytes",
        "a varint of at most 64 bits",
        ints(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1));
    put(
        "varint of 65 bits",
        "a varint of at most 64 bits",
        ints(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2));
    put("field 0", "a field number", ints(0, 1));
    put("field 2^29", "a field number", ints(128, 128, 128, 128, 16, 1));
    put("group", "wire type 0, 1, 2 or 5", ints(11, 12));
    put("wire type 6", "wire type 0, 1, 2 or 5", ints(14));
    put("length of 2^63", "a length within", ints(58, 255, 255, 255, 255, 255, 255, 255, 255, 127));
    put(
        "length of -1",
        "a length within",
        ints(58, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1));
    put("graph as a number", "a message", ints(56, 1));
    put("version as a text", "a varint", ints(10, 1, 65));
    put("fixed64 beyond the end", "8 more bytes", ints(0x99, 6, 1, 2, 3));
    put("fixed32 beyond the end", "4 more bytes", ints(0x9D, 6, 1, 2));
    put("name that is no UTF-8", "a text in UTF-8", ints(18, 2, 0xC3, 0x28));
  }

  private static byte[] model(long ir, ProtobufWriter opset, ProtobufWriter... graphs) {
    ProtobufWriter model = new ProtobufWriter().int64(1, ir);
    for (ProtobufWriter graph : graphs) {
      model.message(7, graph);
    }
    return model.append(opset).toByteArray();
  }

  private static ProtobufWriter opset(String domain, long version) {
    return new ProtobufWriter().message(8, new ProtobufWriter().text(1, domain).int64(2, version));
  }

  private void models() {
    ProtobufWriter graph = sound().graph;
    put("no graph", "a graph", model(8, opset("", 13)));
    put("two graphs", "one graph", model(8, opset("", 13), graph, graph));
    put("IR 0", "IR version", model(0, opset("", 13), graph));
    put("IR -1", "IR version", model(-1, opset("", 13), graph));
    put("IR 2^40", "IR version", model(1L << 40, opset("", 13), graph));
    put("no opset", "found no opset", model(8, new ProtobufWriter(), graph));
    put("opset 6", "opset 6", model(8, opset("", 6), graph));
    put("opset 0", "opset 0", model(8, opset("", 0), graph));
    put("opset of another domain", "found no opset", model(8, opset("com.example", 1), graph));
    put(
        "opset twice",
        "every domain of operators once",
        model(8, opset("", 13).append(opset("ai.onnx", 13)), graph));
    put(
        "metadata twice",
        "every key of metadata once",
        model(
            8,
            opset("", 13)
                .message(14, new ProtobufWriter().text(1, "a").text(2, "b"))
                .message(14, new ProtobufWriter().text(1, "a").text(2, "c")),
            graph));
  }

  private void tensors() {
    tensor("no type", "undefined", new ProtobufWriter().int64(1, 4).text(8, "w"));
    tensor("texts", "string", new ProtobufWriter().int64(2, 8).text(8, "w"));
    tensor("complex", "complex64", new ProtobufWriter().int64(2, 14).text(8, "w"));
    tensor("type 99", "number 99", new ProtobufWriter().int64(2, 99).text(8, "w"));
    tensor("type 2^32 + 1", "number 4294967297", new ProtobufWriter().int64(2, (1L << 32) + 1));
    tensor("negative dimension", "dimensions from 0", head(ElementType.F32, -4, 3));
    tensor("dimension 2^31", "dimensions from 0", head(ElementType.F32, 1L << 31));
    long most = Integer.MAX_VALUE;
    tensor("too many elements", "can be counted", head(ElementType.F32, most, most, most));
    tensor(
        "size 2^64", "can be counted", head(ElementType.F32, 1 << 16, 1 << 16, 1 << 16, 1 << 16));
    tensor("rank 33", "at most 32 dimensions", head(ElementType.F32, new long[33]));
    tensor("no data", "48 bytes", head(ElementType.F32, 4, 3));
    tensor("short", "48 bytes", head(ElementType.F32, 4, 3).bytes(9, zeros(47)));
    tensor("long", "48 bytes", head(ElementType.F32, 4, 3).bytes(9, zeros(52)));
    tensor("2^34 bytes", "17179869184 bytes", head(ElementType.F32, 1 << 16, 1 << 16));
    tensor(
        "raw and typed",
        "data in one form",
        head(ElementType.F32, 1).bytes(9, zeros(4)).bytes(4, zeros(4)));
    tensor(
        "floats of a run, too few", "12 numbers", head(ElementType.F32, 4, 3).bytes(4, zeros(44)));
    tensor(
        "floats in the field of whole numbers",
        "FLOATS for F32",
        head(ElementType.F32, 2).int64(7, 1).int64(7, 1));
    tensor(
        "numbers of two fields",
        "data in one field",
        head(ElementType.F32, 2).float32(4, 1).int64(7, 1));
    tensor(
        "numbers alone and in runs",
        "numbers in runs or alone",
        head(ElementType.F32, 2).float32(4, 1).bytes(4, zeros(4)));
    tensor("too many numbers alone", "1 numbers", head(ElementType.I64, 1).int64(7, 1).int64(7, 1));
    tensor("too few numbers alone", "3 numbers", head(ElementType.I64, 3).int64(7, 1));
    tensor("byte of 300", "numbers of U8", head(ElementType.U8, 1).int64(5, 300));
    tensor("truth of 2", "numbers of BOOL", head(ElementType.BOOL, 1).int64(5, 2));
    tensor(
        "segment",
        "a whole tensor",
        head(ElementType.F32, 1).message(3, new ProtobufWriter().int64(1, 0)));
    tensor(
        "without a name",
        "an initializer with a name",
        new ProtobufWriter().int64(1, 1).int64(2, 1).bytes(9, zeros(4)));
    graph("twice", "every initializer once", g -> g.floats("w", TestGraph.values(1, 1)));
    graph("sparse", "dense initializers", g -> g.graph.message(15, new ProtobufWriter()));
  }

  private static ProtobufWriter external(String... entries) {
    ProtobufWriter tensor = head(ElementType.F32, 4, 3).int64(14, 1);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.message(13, new ProtobufWriter().text(1, entries[i]).text(2, entries[i + 1]));
    }
    return tensor;
  }

  private void externals() {
    String inside = "a location within the model's folder";
    tensor("no location", inside, external());
    tensor("parent", inside, external("location", "../w.bin"));
    tensor("parent of a folder", inside, external("location", "a/../../w.bin"));
    tensor("hidden parent", inside, external("location", "a/.."));
    tensor("absolute", inside, external("location", "/etc/passwd"));
    tensor("backslash", inside, external("location", "..\\w.bin"));
    tensor("zero in the name", inside, external("location", "w\u0000.bin"));
    tensor("absent", "a regular file", external("location", "absent.bin"));
    tensor("the folder", "a regular file", external("location", "."));
    tensor(
        "itself, offset beyond the end",
        "an offset within",
        external("location", "model.onnx", "offset", "999999"));
    tensor(
        "itself, length beyond the end",
        "4 of \"model.onnx\"",
        head(ElementType.F32, 64, 64)
            .int64(14, 1)
            .message(13, new ProtobufWriter().text(1, "location").text(2, "model.onnx"))
            .message(13, new ProtobufWriter().text(1, "offset").text(2, "4")));
    tensor(
        "other length", "a length of 48 bytes", external("location", "model.onnx", "length", "4"));
    tensor(
        "negative offset",
        "a number of bytes as its offset",
        external("location", "model.onnx", "offset", "-1"));
    tensor(
        "offset of 2^64",
        "a number of bytes as its offset",
        external("location", "model.onnx", "offset", "18446744073709551616"));
    tensor(
        "offset that is no number",
        "a number of bytes as its offset",
        external("location", "model.onnx", "offset", "1e3"));
    tensor("location twice", "every key once", external("location", "a", "location", "b"));
    tensor("external and raw", "data in one form", external("location", "a").bytes(9, zeros(48)));
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
