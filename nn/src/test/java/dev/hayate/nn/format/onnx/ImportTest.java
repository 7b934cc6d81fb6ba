package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.ProtobufWriter;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where weights may be and in which form, how the batch is told, names, and limits. */
class ImportTest {
  private static final float[] ROW = {1, 0, 3, 2};

  @TempDir Path folder;

  /** {@code x + w} for one row x of zeros: the weights as they were read. */
  private float[] weights(ProtobufWriter tensor) throws IOException {
    TestGraph graph = new TestGraph(13).input("x", 4).output("y");
    graph.graph.message(5, tensor);
    graph.node("Cast", "w", "f", Map.of("to", 1)).node("Add", "x,f", "y");
    return score(graph.write(folder), 4);
  }

  private static float[] score(Path file, int outputs) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      ModelFile loaded = Onnx.load(file, arena);
      Model model = loaded.model();
      float[] y = new float[outputs];
      try (Predictor predictor = model.predictor(loaded.parameters()).open()) {
        predictor.predict(new float[(int) model.inputShape(0).size()], y);
      }
      return y;
    }
  }

  private static ProtobufWriter head(int type) {
    return new ProtobufWriter().int64(1, 4).int64(2, type).text(8, "w");
  }

  private static MemorySegment raw(int size, BiConsumer<ByteBuffer, Float> put) {
    ByteBuffer buffer = ByteBuffer.allocate(size * ROW.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : ROW) {
      put.accept(buffer, value);
    }
    return MemorySegment.ofArray(buffer.array());
  }

  private static MemorySegment floats() {
    return raw(4, ByteBuffer::putFloat);
  }

  @Test
  void weightsOfEveryTypeInRawBytes() throws IOException {
    assertArrayEquals(ROW, weights(head(1).bytes(9, floats())));
    assertArrayEquals(ROW, weights(head(11).bytes(9, raw(8, (b, v) -> b.putDouble(v)))));
    assertArrayEquals(
        ROW, weights(head(10).bytes(9, raw(2, (b, v) -> b.putShort(Float.floatToFloat16(v))))));
    assertArrayEquals(
        ROW,
        weights(
            head(16)
                .bytes(9, raw(2, (b, v) -> b.putShort((short) (Float.floatToIntBits(v) >> 16))))));
    for (int type : new int[] {2, 3}) {
      assertArrayEquals(ROW, weights(head(type).bytes(9, raw(1, (b, v) -> b.put(v.byteValue())))));
    }
    for (int type : new int[] {4, 5}) {
      assertArrayEquals(
          ROW, weights(head(type).bytes(9, raw(2, (b, v) -> b.putShort(v.shortValue())))));
    }
    for (int type : new int[] {6, 12}) {
      assertArrayEquals(
          ROW, weights(head(type).bytes(9, raw(4, (b, v) -> b.putInt(v.intValue())))));
    }
    for (int type : new int[] {7, 13}) {
      assertArrayEquals(
          ROW, weights(head(type).bytes(9, raw(8, (b, v) -> b.putLong(v.longValue())))));
    }
    assertArrayEquals(
        new float[] {1, 0, 1, 1},
        weights(head(9).bytes(9, raw(1, (b, v) -> b.put(v.byteValue())))));
  }

  @Test
  void weightsOfEveryTypeInTypedFields() throws IOException {
    assertArrayEquals(ROW, weights(head(1).bytes(4, floats())));
    assertArrayEquals(ROW, weights(each(head(1), (t, v) -> t.float32(4, v))));
    assertArrayEquals(ROW, weights(head(11).float64s(10, new double[] {1, 0, 3, 2})));
    assertArrayEquals(ROW, weights(each(head(11), (t, v) -> t.float64(10, v))));
    assertArrayEquals(ROW, weights(each(head(10), (t, v) -> t.int64(5, Float.floatToFloat16(v)))));
    assertArrayEquals(
        ROW, weights(each(head(16), (t, v) -> t.int64(5, Float.floatToIntBits(v) >>> 16))));
    for (int type : new int[] {2, 3, 4, 5, 6}) {
      assertArrayEquals(ROW, weights(each(head(type), (t, v) -> t.int64(5, v.longValue()))));
      MemorySegment run = MemorySegment.ofArray(new byte[] {1, 0, 3, 2});
      assertArrayEquals(ROW, weights(head(type).bytes(5, run)));
    }
    assertArrayEquals(ROW, weights(each(head(7), (t, v) -> t.int64(7, v.longValue()))));
    for (int type : new int[] {12, 13}) {
      assertArrayEquals(ROW, weights(each(head(type), (t, v) -> t.int64(11, v.longValue()))));
    }
  }

  private static ProtobufWriter each(ProtobufWriter tensor, BiConsumer<ProtobufWriter, Float> put) {
    for (float value : ROW) {
      put.accept(tensor, value);
    }
    return tensor;
  }

  private static ProtobufWriter external(String location, long offset) {
    return head(1)
        .int64(14, 1)
        .message(13, new ProtobufWriter().text(1, "location").text(2, location))
        .message(13, new ProtobufWriter().text(1, "offset").text(2, offset + ""));
  }

  @Test
  void weightsInAFolderBelow() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    byte[] bytes = new byte[4 + 16];
    MemorySegment.copy(floats(), 0, MemorySegment.ofArray(bytes), 4, 16);
    Files.write(folder.resolve("data/w.bin"), bytes);
    assertArrayEquals(ROW, weights(external("data/w.bin", 4)));
  }

  @Test
  void symbolicLinksAreNotFollowed(@TempDir Path outside) throws IOException {
    Files.write(
        outside.resolve("w.bin"), floats().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.createSymbolicLink(folder.resolve("w.bin"), outside.resolve("w.bin"));
    for (String location : List.of("link/w.bin", "w.bin")) {
      ModelFormatException refused =
          assertThrows(ModelFormatException.class, () -> weights(external(location, 0)));
      assertTrue(refused.getMessage().contains("no symbolic link"), refused.getMessage());
    }
  }

  @Test
  void aFileMadeForOneBatchIsReadForAny() throws IOException {
    TestGraph graph =
        new TestGraph(13)
            .input("x", ElementType.F32, new long[] {2, 6})
            .longs("s", 2, 3, 2)
            .longs("t", 4, 3)
            .node("Reshape", "x,s", "r")
            .node("Relu", "r", "a")
            .node("Reshape", "a,t", "y")
            .output("y");
    ModelFile loaded = Onnx.load(graph.write(folder));
    assertEquals("[2, 3]", loaded.model().outputShape(0).toString());
    try (Predictor predictor = loaded.model().predictor(loaded.parameters()).batch(3).open()) {
      float[] y = new float[18];
      predictor.predict(new float[18], y);
    }
  }

  @Test
  void inputsAndOutputsKeepTheirNamesAndOrder() throws IOException {
    TestGraph graph =
        new TestGraph(13)
            .input("second", 2)
            .input("first", 3)
            .input("nobody", 4)
            .output("b")
            .output("a")
            .output("first again")
            .node("Relu", "first", "a")
            .node("Tanh", "second", "b")
            .node("Identity", "first", "first again");
    Model model = Onnx.load(graph.write(folder)).model();
    assertEquals(List.of("second", "first"), model.inputs().stream().map(Node::name).toList());
    assertEquals(
        List.of("b", "a", "first again"), model.outputs().stream().map(o -> o.name()).toList());
  }

  @Test
  void nodesMayComeInAnyOrder() throws IOException {
    TestGraph graph =
        new TestGraph(13)
            .input("x", 4)
            .node("Tanh", "b", "y")
            .node("Relu", "a", "b")
            .node("Neg", "x", "a")
            .output("y");
    assertEquals(4, Onnx.load(graph.write(folder)).model().nodes().size());
  }

  private static TestGraph deep(int nodes) {
    TestGraph graph = new TestGraph(13).input("x", 4).output("n" + nodes);
    graph.node("Identity", "x", "n0");
    for (int i = 0; i < nodes; i++) {
      graph.node("Relu", "n" + i, "n" + (i + 1));
    }
    return graph;
  }

  private void refused(TestGraph graph, Consumer<Path> taken, OnnxLimits limits, String error)
      throws IOException {
    Path file = graph.write(folder);
    taken.accept(file);
    ModelFormatException refused =
        assertThrows(ModelFormatException.class, () -> Onnx.load(file, Arena.ofAuto(), limits));
    assertTrue(refused.getMessage().contains(error), refused.getMessage());
  }

  @Test
  void limitsCanBeLoweredAndRaised() throws IOException {
    Consumer<Path> taken =
        file -> {
          try {
            Onnx.load(file);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };
    OnnxLimits usual = OnnxLimits.DEFAULT;
    TestGraph graph = deep(20).floats("w", TestGraph.values(8, 1), 4, 2).node("MatMul", "x,w", "m");
    graph.output("m");
    refused(graph, taken, usual.withFileBytes(100), "at most 100 bytes");
    refused(graph, taken, usual.withCounts(10, 10), "at most 10 nodes");
    refused(graph, taken, usual.withTexts(100, 1000), "at most 100 bytes of names");
    refused(graph, taken, usual.withTexts(1 << 20, 30), "at most 30 inputs, outputs");
    refused(graph, taken, usual.withElements(100, 50), "more elements of values");
    refused(graph, taken, usual.withParameterBytes(16), "at most 16 bytes of parameters");
    TestGraph folded =
        new TestGraph(13)
            .input("x", 4)
            .floats("w", TestGraph.values(4, 1), 4)
            .node("Exp", "w", "e")
            .node("Add", "x,e", "y")
            .output("y");
    refused(folded, taken, usual.withElements(3, 1000), "at most 3 more elements of constants");
    assertThrows(IllegalArgumentException.class, () -> usual.withFileBytes(0));
    Path endless = deep(20_000).write(folder);
    assertThrows(ModelFormatException.class, () -> Onnx.load(endless));
    assertEquals(
        20_001,
        Onnx.load(endless, Arena.ofAuto(), usual.withCounts(30_000, 10)).model().nodes().size());
  }

  /** One small weight, used by many nodes, must not become many large ones. */
  @Test
  void parametersAreBoundByTheFile() throws IOException {
    TestGraph graph = new TestGraph(13).input("x", 2048);
    graph.floats("w", new float[1 << 11], 2048);
    for (int i = 0; i < 2; i++) {
      graph.node("Add", "x,w", "s" + i).output("s" + i);
    }
    assertEquals(3, Onnx.load(graph.write(folder)).model().nodes().size());
    OnnxLimits limits = OnnxLimits.DEFAULT.withParameterBytes(1 << 13);
    Path file = graph.write(folder);
    assertThrows(ModelFormatException.class, () -> Onnx.load(file, Arena.ofAuto(), limits));
  }
}
