package dev.hayate.nn;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.init.Initialization;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.ParameterSpec;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.predict.PredictorBuilder;
import dev.hayate.nn.train.Trainer;
import dev.hayate.nn.train.TrainerBuilder;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * What a network computes: a graph of layers with their shapes, without values. Immutable, and safe
 * to share between threads.
 *
 * <p>A model is described once, its {@link Parameters} are made by {@link #initialize} or read from
 * a file, and both are compiled to a {@link Trainer} or a {@link Predictor}, which run.
 */
public final class Model {
  private final List<Node> nodes;
  private final List<Node> inputs;
  private final List<Output> outputs;

  Model(List<Node> nodes, List<Output> outputs) {
    this.nodes = List.copyOf(nodes);
    this.inputs = this.nodes.stream().filter(Node::isInput).toList();
    this.outputs = List.copyOf(outputs);
  }

  /**
   * Begins a chain of layers.
   *
   * @param shape the shape of one sample, as in {@code 784}
   */
  public static Sequential sequential(int... shape) {
    return new Sequential(shape);
  }

  /** Begins a graph of layers. */
  public static Graph graph() {
    return new Graph();
  }

  /** All nodes, each after those that it reads. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The nodes at which data enters, in the order of their declaration. */
  public List<Node> inputs() {
    return inputs;
  }

  /** The results, in the order of their declaration. */
  public List<Output> outputs() {
    return outputs;
  }

  /** The shape of one sample of an input. */
  public Shape inputShape(int index) {
    return inputs.get(index).shape();
  }

  /** The shape of one sample of an output. */
  public Shape outputShape(int index) {
    return nodes.get(outputs.get(index).node()).shape();
  }

  /** The number of parameters that are trained. */
  public long parameterCount() {
    return nodes.stream()
        .flatMap(node -> node.layer().parameters().stream())
        .filter(ParameterSpec::trained)
        .mapToLong(spec -> spec.shape().size())
        .sum();
  }

  /** The number of multiplications with an addition that one sample takes in products. */
  public long multiplyAdds() {
    return nodes.stream().mapToLong(this::multiplyAdds).sum();
  }

  /** The share of one node in {@link #multiplyAdds()}. */
  public long multiplyAdds(Node node) {
    return node.layer()
        .multiplyAdds(node.inputs().stream().map(i -> nodes.get(i).shape()).toList());
  }

  /**
   * This model with one more layer behind its only output, which keeps its name: softmax for a
   * classifier that was trained on logits, for instance. Parameters keep their names.
   *
   * @param name the new node's name
   * @throws IllegalArgumentException if there are several outputs, or the layer does not fit
   */
  public Model append(String name, Layer layer) {
    if (outputs.size() != 1) {
      throw new IllegalArgumentException(
          "model: append " + name + ": expected 1 output, found " + outputs.size());
    }
    Graph graph = new Graph();
    Graph.Value[] values = new Graph.Value[nodes.size()];
    for (int i = 0; i < values.length; i++) {
      Node node = nodes.get(i);
      values[i] =
          graph.apply(
              node.name(),
              node.layer(),
              node.inputs().stream().map(input -> values[input]).toArray(Graph.Value[]::new));
    }
    Output output = outputs.getFirst();
    return graph.output(output.name(), graph.apply(name, layer, values[output.node()])).build();
  }

  /**
   * Parameters with their first values, by each layer's default: PyTorch's. The same seed gives the
   * same values everywhere.
   *
   * @param arena owns the memory
   */
  public Parameters initialize(Arena arena, long seed) {
    return initialize(arena, seed, Initialization.usual());
  }

  /**
   * Parameters with first values of another kind, such as {@link Initialization#kaimingNormal}.
   *
   * @param arena owns the memory
   */
  public Parameters initialize(Arena arena, long seed, Initialization initialization) {
    return Parameters.allocate(this, arena).initialize(seed, initialization);
  }

  /** Begins a trainer of the given parameters, which it will change. */
  public TrainerBuilder trainer(Parameters parameters) {
    return new TrainerBuilder(this, parameters);
  }

  /** Begins a predictor with the given parameters. */
  public PredictorBuilder predictor(Parameters parameters) {
    return new PredictorBuilder(this, parameters);
  }

  /** A line for each node: name, layer, settings, shape and number of parameters. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      long parameters =
          node.layer().parameters().stream()
              .filter(ParameterSpec::trained)
              .mapToLong(spec -> spec.shape().size())
              .sum();
      text.append(node.name())
          .append(": ")
          .append(node.layer().type())
          .append(node.layer().attributes())
          .append(" -> ")
          .append(node.shape())
          .append(", ")
          .append(parameters)
          .append(" parameters\n");
    }
    return text.toString();
  }
}
