package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.hayate.nn.format.ProtobufWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bytes that are no protocol buffers, and messages that are no model. */
class MalformedMessagesTest extends MalformedOnnx {
  @Override
  void malform() {
    wire();
    models();
  }

  private static byte[] ints(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
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

  @Test
  void theSoundFileIsTaken() {
    assertDoesNotThrow(() -> Onnx.load(sound().write(folder)));
  }
}
