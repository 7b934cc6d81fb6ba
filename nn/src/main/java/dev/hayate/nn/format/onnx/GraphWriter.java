package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ProtobufWriter;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the nodes, constants, inputs and outputs of a file's graph, under names that each occur
 * once, and makes the file's message of them.
 */
final class GraphWriter {
  /**
   * The version of the operators, which many runtimes know, and of the format that goes with it.
   */
  static final int OPSET = 17;

  private static final int IR_VERSION = 8;
  private static final String PRODUCER = "hayate";
  private static final String BATCH = "N";

  private final ProtobufWriter nodes = new ProtobufWriter();
  private final ProtobufWriter initializers = new ProtobufWriter();
  private final ProtobufWriter inputs = new ProtobufWriter();
  private final ProtobufWriter outputs = new ProtobufWriter();
  private final Set<String> names = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();

  /** A name that is not taken: the given one, or that with a number. */
  String unique(String name) {
    String candidate = name;
    for (int i = 1; !names.add(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  /** An input or output whose first dimension is the batch; its name must be taken already. */
  void value(boolean input, String name, DType type, Shape sample) {
    ProtobufWriter shape = new ProtobufWriter();
    shape.message(1, new ProtobufWriter().text(2, BATCH));
    for (int dim : sample.dims()) {
      shape.message(1, new ProtobufWriter().int64(1, dim));
    }
    ProtobufWriter tensor =
        new ProtobufWriter()
            .int64(1, ElementTypes.number(type == DType.F32 ? ElementType.F32 : ElementType.I64))
            .message(2, shape);
    ProtobufWriter value =
        new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    (input ? inputs : outputs).message(input ? 11 : 12, value);
  }

  /** Weights, which must stay as they are until the file is written. */
  String floats(String name, Tensor tensor) {
    return initializer(unique(name), ElementType.F32, tensor.shape().dims(), tensor.segment());
  }

  /** Known floats. */
  String floats(String name, Shape shape, float... values) {
    return initializer(unique(name), ElementType.F32, shape.dims(), MemorySegment.ofArray(values));
  }

  /** A list of known whole numbers. */
  String wholes(String name, long... values) {
    return initializer(
        unique(name), ElementType.I64, new int[] {values.length}, MemorySegment.ofArray(values));
  }

  /** Known whole numbers of any shape. */
  String wholes(String name, Shape shape, long... values) {
    return initializer(unique(name), ElementType.I64, shape.dims(), MemorySegment.ofArray(values));
  }

  private String initializer(String name, ElementType type, int[] dims, MemorySegment data) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (int dim : dims) {
      tensor.int64(1, dim);
    }
    tensor.int64(2, ElementTypes.number(type)).text(8, name).bytes(9, data);
    initializers.message(5, tensor);
    return name;
  }

  /**
   * One node.
   *
   * @param name what it is for, in messages of runtimes
   * @param to the names of its results, which must be taken already
   * @param attributes {@link Long}, {@link Float} or {@link String} values, or lists of Long
   */
  void node(
      String op, String name, List<String> from, List<String> to, Map<String, Object> attributes) {
    ProtobufWriter node = new ProtobufWriter();
    from.forEach(input -> node.text(1, input));
    to.forEach(output -> node.text(2, output));
    String label = name;
    for (int i = 1; !nodeNames.add(label); i++) {
      label = name + "_" + i;
    }
    node.text(3, label).text(4, op);
    attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
    nodes.message(1, node);
  }

  private static ProtobufWriter attribute(String name, Object value) {
    ProtobufWriter attribute = new ProtobufWriter().text(1, name);
    switch (value) {
      case Float number -> attribute.float32(2, number).int64(20, NodeReader.FLOAT);
      case Long number -> attribute.int64(3, number).int64(20, NodeReader.INT);
      case String text -> attribute.text(4, text).int64(20, NodeReader.STRING);
      case List<?> list -> {
        list.forEach(item -> attribute.int64(8, (Long) item));
        attribute.int64(20, NodeReader.INTS);
      }
      default -> throw new IllegalArgumentException(name + ": " + value);
    }
    return attribute;
  }

  /** The whole file. */
  ProtobufWriter file(Map<String, String> metadata) {
    ProtobufWriter graph = new ProtobufWriter();
    graph.append(nodes).text(2, PRODUCER).append(initializers).append(inputs).append(outputs);
    ProtobufWriter model =
        new ProtobufWriter()
            .int64(1, IR_VERSION)
            .text(2, PRODUCER)
            .message(7, graph)
            .message(8, new ProtobufWriter().text(1, "").int64(2, OPSET));
    metadata.forEach(
        (key, value) -> model.message(14, new ProtobufWriter().text(1, key).text(2, value)));
    return model;
  }
}
