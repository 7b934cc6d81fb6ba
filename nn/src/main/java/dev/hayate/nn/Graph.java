package dev.hayate.nn;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.Input;
import dev.hayate.nn.layer.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds a model of any form: several inputs, branches, joins, several outputs. Every call checks
 * what it adds. Not safe to share between threads.
 *
 * <pre>{@code
 * Graph graph = Model.graph();
 * Graph.Value x = graph.input("x", 32);
 * Graph.Value h = graph.apply("fc1", Linear.of(32, 32), x);
 * Graph.Value r = graph.apply("act", new Elementwise(new Relu()), h);
 * graph.output("y", graph.apply("sum", new Add(), x, r));
 * Model model = graph.build();
 * }</pre>
 */
public final class Graph {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> outputNames = new HashSet<>();

  Graph() {}

  /** A result within a graph that is being built. */
  public static final class Value {
    private final Graph graph;
    private final int node;
    private final Shape shape;

    private Value(Graph graph, int node, Shape shape) {
      this.graph = graph;
      this.node = node;
      this.shape = shape;
    }

    /** The shape for one sample. */
    public Shape shape() {
      return shape;
    }
  }

  /**
   * An input of the model.
   *
   * @param shape the shape of one sample
   */
  public Value input(String name, int... shape) {
    return apply(name, new Input(Shape.of(shape)));
  }

  /**
   * An input of whole numbers, as an embedding takes them.
   *
   * @param shape the shape of one sample
   */
  public Value indices(String name, int... shape) {
    return apply(name, new Input(Shape.of(shape), DType.I32));
  }

  /**
   * A layer applied to values of this graph.
   *
   * @param name the prefix of the layer's parameters, as in {@code fc1} for {@code fc1.weight}
   * @throws IllegalArgumentException if the name is taken or empty, a value is another graph's, or
   *     the inputs' shapes do not fit the layer
   */
  public Value apply(String name, Layer layer, Value... inputs) {
    List<Integer> positions = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Value input : inputs) {
      if (input.graph != this) {
        throw new IllegalArgumentException("model: node " + name + ": an input is another graph's");
      }
      positions.add(input.node);
      shapes.add(input.shape);
    }
    if (name.isEmpty() || !names.add(name)) {
      throw new IllegalArgumentException(
          "model: node name '" + name + "': expected one that is not empty and not taken");
    }
    Shape shape;
    try {
      shape = layer.outputShape(shapes);
      checkTypes(layer, positions);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model: node " + name + ": " + e.getMessage(), e);
    }
    nodes.add(new Node(name, layer, positions, shape));
    return new Value(this, nodes.size() - 1, shape);
  }

  private void checkTypes(Layer layer, List<Integer> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      DType found = nodes.get(inputs.get(i)).layer().outputType();
      if (found != layer.inputType(i)) {
        throw new IllegalArgumentException(
            layer.type() + ": input " + i + " is " + found + ": expected " + layer.inputType(i));
      }
    }
  }

  /**
   * An output of the model.
   *
   * @throws IllegalArgumentException if the name is taken or empty, or the value is another graph's
   *     or an output already
   */
  public Graph output(String name, Value value) {
    if (value.graph != this) {
      throw new IllegalArgumentException("model: output " + name + ": it is another graph's");
    }
    if (outputs.stream().anyMatch(output -> output.node() == value.node)) {
      throw new IllegalArgumentException(
          "model: output " + name + ": node " + nodes.get(value.node).name() + " is one already");
    }
    if (name.isEmpty() || !outputNames.add(name)) {
      throw new IllegalArgumentException(
          "model: output name '" + name + "': expected one that is not empty and not taken");
    }
    outputs.add(new Output(name, value.node));
    return this;
  }

  /**
   * The model.
   *
   * @throws IllegalArgumentException if it has no input or no output, or if a node leads to no
   *     output
   */
  public Model build() {
    if (nodes.stream().noneMatch(Node::isInput) || outputs.isEmpty()) {
      throw new IllegalArgumentException(
          "model: expected at least one input and one output, found "
              + nodes.stream().filter(Node::isInput).count()
              + " and "
              + outputs.size());
    }
    boolean[] used = new boolean[nodes.size()];
    outputs.forEach(output -> used[output.node()] = true);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (!used[i]) {
        throw new IllegalArgumentException(
            "model: node " + nodes.get(i).name() + ": it leads to no output");
      }
      nodes.get(i).inputs().forEach(input -> used[input] = true);
    }
    return new Model(nodes, outputs);
  }
}
