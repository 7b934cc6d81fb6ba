package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ProtobufWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds small ONNX files of any opset. A dimension of -1 is open. */
final class TestGraph {
  /** How many samples tests run. */
  static final int BATCH = 3;

  final ProtobufWriter graph = new ProtobufWriter();
  private final long opset;
  final List<Input> inputs = new ArrayList<>();

  /** An input that tests fill. */
  record Input(String name, ElementType type, List<Integer> sample) {}

  TestGraph(long opset) {
    this.opset = opset;
  }

  static ProtobufWriter value(String name, ElementType type, long... dims) {
    ProtobufWriter shape = new ProtobufWriter();
    for (long dim : dims) {
      ProtobufWriter one = new ProtobufWriter();
      shape.message(1, dim == -1 ? one.text(2, "N") : one.int64(1, dim));
    }
    ProtobufWriter tensor =
        new ProtobufWriter().int64(1, ElementTypes.number(type)).message(2, shape);
    return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
  }

  /** A float32 input whose first dimension is an open batch. */
  TestGraph input(String name, int... sample) {
    return input(name, ElementType.F32, sample);
  }

  TestGraph input(String name, ElementType type, int... sample) {
    long[] dims = new long[sample.length + 1];
    dims[0] = -1;
    List<Integer> list = new ArrayList<>();
    for (int i = 0; i < sample.length; i++) {
      dims[i + 1] = sample[i];
      list.add(sample[i]);
    }
    graph.message(11, value(name, type, dims));
    inputs.add(new Input(name, type, list));
    return this;
  }

  /** An input of any dimensions. */
  TestGraph input(String name, ElementType type, long[] dims) {
    graph.message(11, value(name, type, dims));
    return this;
  }

  TestGraph output(String name) {
    return output(name, ElementType.F32);
  }

  /** An output of unknown rank. */
  TestGraph output(String name, ElementType type) {
    ProtobufWriter tensor = new ProtobufWriter().int64(1, ElementTypes.number(type));
    graph.message(
        12, new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor)));
    return this;
  }

  static ProtobufWriter tensor(String name, float[] values, long... dims) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long dim : dims) {
      tensor.int64(1, dim);
    }
    return tensor.int64(2, 1).text(8, name).bytes(9, MemorySegment.ofArray(values));
  }

  static ProtobufWriter tensor(String name, long[] values, long... dims) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long dim : dims) {
      tensor.int64(1, dim);
    }
    return tensor.int64(2, 7).text(8, name).bytes(9, MemorySegment.ofArray(values));
  }

  TestGraph floats(String name, float[] values, long... dims) {
    graph.message(5, tensor(name, values, dims));
    return this;
  }

  TestGraph longs(String name, long... values) {
    graph.message(5, tensor(name, values, values.length));
    return this;
  }

  TestGraph scalar(String name, float value) {
    return floats(name, new float[] {value});
  }

  /** Values that look random, from -1 to 1, none of them twice. */
  static float[] values(int count, int seed) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(1.0 + 12.9898 * (i + 1) + 78.233 * seed);
    }
    return values;
  }

  static ProtobufWriter nodeMessage(
      String op, String inputs, String outputs, Map<String, Object> attributes) {
    ProtobufWriter node = new ProtobufWriter();
    for (String input : inputs.isEmpty() ? new String[0] : inputs.split(",", -1)) {
      node.text(1, input);
    }
    for (String output : outputs.split(",", -1)) {
      node.text(2, output);
    }
    node.text(3, op + "_" + outputs).text(4, op);
    attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
    return node;
  }

  static ProtobufWriter attribute(String name, Object value) {
    ProtobufWriter attribute = new ProtobufWriter().text(1, name);
    switch (value) {
      case Float f -> attribute.float32(2, f).int64(20, 1);
      case Integer i -> attribute.int64(3, i).int64(20, 2);
      case String s -> attribute.text(4, s).int64(20, 3);
      case ProtobufWriter t -> attribute.message(5, t).int64(20, 4);
      case long[] list -> {
        for (long item : list) {
          attribute.int64(8, item);
        }
        attribute.int64(20, 7);
      }
      default -> throw new IllegalArgumentException(name);
    }
    return attribute;
  }

  /** A node; inputs and outputs are separated by commas. */
  TestGraph node(String op, String inputs, String outputs) {
    return node(op, inputs, outputs, Map.of());
  }

  TestGraph node(String op, String inputs, String outputs, Map<String, Object> attributes) {
    graph.message(1, nodeMessage(op, inputs, outputs, attributes));
    return this;
  }

  byte[] bytes() {
    return new ProtobufWriter()
        .int64(1, 8)
        .message(7, new ProtobufWriter().append(graph).text(2, "test"))
        .message(8, new ProtobufWriter().text(1, "").int64(2, opset))
        .toByteArray();
  }

  Path write(Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, bytes());
    return file;
  }
}
