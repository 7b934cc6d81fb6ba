package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The nodes that lead to an output, each after those that it reads, whatever order the file has
 * them in. Names that are missing or made twice, and cycles, are refused.
 */
final class NodeOrder {
  private static final String WHAT = "onnx graph";

  private final OnnxGraph graph;
  private final Map<String, Integer> makers = new HashMap<>();
  private final Set<String> given = new HashSet<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final List<OnnxNode> nodes;

  private NodeOrder(OnnxGraph graph) throws ModelFormatException {
    this.graph = graph;
    names();
    this.nodes = sorted(live());
  }

  static NodeOrder of(OnnxGraph graph) throws ModelFormatException {
    return new NodeOrder(graph);
  }

  /** The nodes in an order in which they can be run. */
  List<OnnxNode> nodes() {
    return nodes;
  }

  /** How many places read a value: inputs of nodes that count, and outputs of the graph. */
  int readers(String value) {
    return readers.getOrDefault(value, 0);
  }

  private void names() throws ModelFormatException {
    given.addAll(graph.initializers().keySet());
    Set<String> inputs = new HashSet<>();
    for (OnnxValue input : graph.inputs()) {
      if (!inputs.add(input.name())) {
        throw twice(input.name(), input.place());
      }
    }
    given.addAll(inputs);
    for (int i = 0; i < graph.nodes().size(); i++) {
      OnnxNode node = graph.nodes().get(i);
      for (String output : node.outputs()) {
        if (!output.isEmpty() && (given.contains(output) || makers.put(output, i) != null)) {
          throw twice(output, node.named());
        }
      }
    }
    Set<String> outputs = new HashSet<>();
    for (OnnxValue output : graph.outputs()) {
      if (!outputs.add(output.name())) {
        throw twice(output.name(), output.place());
      }
    }
    if (outputs.isEmpty()) {
      throw new ModelFormatException(WHAT, graph.place(), "one output or more", "none");
    }
  }

  private static ModelFormatException twice(String name, Place place) {
    return new ModelFormatException(
        WHAT, place, "every value made once", Place.quote(name) + " twice");
  }

  /** The numbers of the nodes that lead to an output. */
  private Set<Integer> live() throws ModelFormatException {
    Set<Integer> live = new HashSet<>();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (OnnxValue output : graph.outputs()) {
      read(output.name(), output.place(), live, open);
    }
    while (!open.isEmpty()) {
      OnnxNode node = graph.nodes().get(open.pop());
      for (String input : node.inputs()) {
        if (!input.isEmpty()) {
          read(input, node.named(), live, open);
        }
      }
    }
    return live;
  }

  private void read(String name, Place place, Set<Integer> live, ArrayDeque<Integer> open)
      throws ModelFormatException {
    readers.merge(name, 1, Integer::sum);
    Integer maker = makers.get(name);
    if (maker == null && !given.contains(name)) {
      throw new ModelFormatException(
          WHAT,
          place,
          "every value to be an input, an initializer or made by a node",
          Place.quote(name) + " from nowhere");
    }
    if (maker != null && live.add(maker)) {
      open.push(maker);
    }
  }

  /** Kahn's algorithm; among nodes that can run, the file's order. */
  private List<OnnxNode> sorted(Set<Integer> live) throws ModelFormatException {
    Map<Integer, Integer> waiting = new HashMap<>();
    Map<Integer, List<Integer>> readersOf = new HashMap<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i : live) {
      Set<Integer> before = new HashSet<>();
      for (String input : graph.nodes().get(i).inputs()) {
        Integer maker = makers.get(input);
        if (maker != null && before.add(maker)) {
          readersOf.computeIfAbsent(maker, key -> new ArrayList<>()).add(i);
        }
      }
      waiting.put(i, before.size());
      if (before.isEmpty()) {
        ready.add(i);
      }
    }
    List<OnnxNode> order = new ArrayList<>(live.size());
    while (!ready.isEmpty()) {
      int next = ready.remove();
      order.add(graph.nodes().get(next));
      waiting.remove(next);
      for (int reader : readersOf.getOrDefault(next, List.of())) {
        if (waiting.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (!waiting.isEmpty()) {
      int first = Collections.min(waiting.keySet(), Comparator.naturalOrder());
      throw new ModelFormatException(
          WHAT,
          graph.nodes().get(first).named(),
          "nodes that read what others made before",
          "a cycle of values");
    }
    return order;
  }
}
