package dev.hayate.nn.plan;

import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.layer.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a plan: a layer, or several that were fused. A value is known by the position of the
 * model's node that makes it.
 *
 * @param name the prefix of its parameters' names
 * @param layer what is done
 * @param inputs the values read
 * @param output the value made
 */
record Operation(String name, Layer layer, List<Integer> inputs, int output) {
  /** The name, which no other operation of the model has. */
  @Override
  public String toString() {
    return name;
  }

  /** The operations of a model in order, each a layer. */
  static List<Operation> each(Model model) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      operations.add(new Operation(node.name(), node.layer(), node.inputs(), i));
    }
    return operations;
  }

  /**
   * The operations of a model in order, a layer and the next one made one wherever they can be: the
   * next must be the only reader, and the first must know how.
   */
  static List<Operation> fuse(Model model, boolean training) {
    List<Node> nodes = model.nodes();
    int[] readers = new int[nodes.size()];
    nodes.forEach(node -> node.inputs().forEach(input -> readers[input]++));
    model.outputs().forEach(output -> readers[output.node()]++);
    Map<Integer, Operation> byOutput = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      int made = i;
      Optional<Operation> fused = Optional.empty();
      if (node.inputs().size() == 1 && readers[node.inputs().getFirst()] == 1) {
        fused =
            Optional.ofNullable(byOutput.get(node.inputs().getFirst()))
                .flatMap(before -> before.then(node.layer(), made, training));
      }
      if (fused.isPresent()) {
        byOutput.remove(node.inputs().getFirst());
      }
      byOutput.put(
          made,
          fused.orElseGet(() -> new Operation(node.name(), node.layer(), node.inputs(), made)));
    }
    return List.copyOf(byOutput.values());
  }

  private Optional<Operation> then(Layer next, int made, boolean training) {
    return layer.fuse(next, training).map(both -> new Operation(name, both, inputs, made));
  }
}
