package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Layer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One node of a model while it is written: the values it reads, and where its nodes go. */
final class Export {
  private final GraphWriter graph;
  private final Parameters parameters;
  private final Arena arena;
  private final Node node;
  private final List<String> inputs;
  private final List<Shape> shapes;
  private final List<DType> types;
  private final String output;
  private final String batch;

  /**
   * A node.
   *
   * @param arena owns copies of weights until the file is written
   * @param inputs the values that it reads
   * @param shapes their shapes, of one sample
   * @param types their types
   * @param output the name of its result, which is taken already
   * @param batch an input of the model, whose first dimension is the batch
   */
  Export(
      GraphWriter graph,
      Parameters parameters,
      Arena arena,
      Node node,
      List<String> inputs,
      List<Shape> shapes,
      List<DType> types,
      String output,
      String batch) {
    this.graph = graph;
    this.parameters = parameters;
    this.arena = arena;
    this.node = node;
    this.inputs = inputs;
    this.shapes = shapes;
    this.types = types;
    this.output = output;
    this.batch = batch;
  }

  Layer layer() {
    return node.layer();
  }

  String input() {
    return inputs.getFirst();
  }

  String input(int index) {
    return inputs.get(index);
  }

  List<String> inputs() {
    return inputs;
  }

  Shape inputShape() {
    return shapes.getFirst();
  }

  Shape inputShape(int index) {
    return shapes.get(index);
  }

  DType inputType(int index) {
    return types.get(index);
  }

  Shape shape() {
    return node.shape();
  }

  String batch() {
    return batch;
  }

  Tensor tensor(String parameter) {
    return parameters.tensor(node.name() + "." + parameter);
  }

  /** A parameter under its full name, in the layout of memory. */
  String stored(String parameter) {
    return graph.floats(node.name() + "." + parameter, tensor(parameter));
  }

  /** A parameter under its full name, in PyTorch's layout. */
  String exported(String parameter) {
    String name = node.name() + "." + parameter;
    for (Parameters.Entry entry : parameters.entries()) {
      if (entry.name().equals(name)) {
        return graph.floats(name, Parameters.exported(entry, arena));
      }
    }
    throw new IllegalArgumentException("parameter " + name + ": there is none");
  }

  /** A parameter under its full name, with other dimensions. */
  String reshaped(String parameter, Shape shape) {
    return graph.floats(node.name() + "." + parameter, tensor(parameter).reshape(shape));
  }

  String number(double value) {
    return graph.floats(node.name() + ".number", Shape.of(), (float) value);
  }

  String filled(Shape shape, float value) {
    float[] values = new float[Math.toIntExact(shape.size())];
    Arrays.fill(values, value);
    return graph.floats(node.name() + ".constant", shape, values);
  }

  String wholes(long... values) {
    return graph.wholes(node.name() + ".shape", values);
  }

  String whole(long value) {
    return graph.wholes(node.name() + ".number", Shape.of(), value);
  }

  /** A whole list as a setting. */
  static List<Long> list(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** A node on the way to the result. */
  String step(String op, List<String> from, Map<String, Object> attributes) {
    String result = graph.unique(node.name() + "." + op);
    graph.node(op, node.name(), from, List.of(result), attributes);
    return result;
  }

  String step(String op, String... from) {
    return step(op, List.of(from), Map.of());
  }

  /** Several results of one node. */
  List<String> steps(String op, List<String> from, int count, Map<String, Object> attributes) {
    List<String> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(graph.unique(node.name() + "." + op));
    }
    graph.node(op, node.name(), from, results, attributes);
    return results;
  }

  /** The node that makes the result. */
  void result(String op, List<String> from, Map<String, Object> attributes) {
    graph.node(op, node.name(), from, List.of(output), attributes);
  }

  void result(String op, String... from) {
    result(op, List.of(from), Map.of());
  }

  /** A value as another of ONNX's types. */
  String cast(String value, int type) {
    return step("Cast", List.of(value), Map.of("to", (long) type));
  }

  /** The last step of a value that has the wrong type or none to be done any more. */
  void resultAs(String value, DType type) {
    long to = type == DType.F32 ? ElementTypes.FLOAT : ElementTypes.INT64;
    result("Cast", List.of(value), Map.of("to", to));
  }
}
