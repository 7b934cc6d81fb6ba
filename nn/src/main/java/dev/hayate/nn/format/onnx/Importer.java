package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Understands a graph: constants are computed, every other node becomes operations of a model. The
 * first dimension of every input is the batch.
 */
final class Importer {
  private static final String WHAT = "onnx graph";
  private static final int NAMED = 1000;

  private final OnnxGraph graph;
  private final Assembly assembly;
  private final Map<String, Value> values = new HashMap<>();
  private final NodeOrder order;
  private long declaredBatch = OnnxValue.OPEN;

  private Importer(OnnxGraph graph, Budget budget) throws ModelFormatException {
    this.graph = graph;
    this.assembly = new Assembly(budget);
    this.order = NodeOrder.of(graph);
  }

  /**
   * What a graph computes.
   *
   * @param assembly all operations, of which some may lead to no output
   * @param inputs the operations at which data enters, by name
   * @param outputs the results by name
   */
  record Result(Assembly assembly, Map<String, Operation> inputs, Map<String, Made> outputs) {}

  static Result run(OnnxGraph graph, Budget budget) throws ModelFormatException {
    return new Importer(graph, budget).run();
  }

  private Result run() throws ModelFormatException {
    refuseUnsupported();
    values.putAll(graph.initializers());
    Map<String, Operation> inputs = new LinkedHashMap<>();
    for (OnnxValue input : graph.inputs()) {
      if (!graph.initializers().containsKey(input.name()) && order.readers(input.name()) > 0) {
        Made value = input(input);
        values.put(input.name(), value);
        inputs.put(input.name(), value.operation());
      }
    }
    for (OnnxNode node : order.nodes()) {
      lower(node);
    }
    Map<String, Made> outputs = new LinkedHashMap<>();
    for (OnnxValue output : graph.outputs()) {
      if (!(values.get(output.name()) instanceof Made made)) {
        throw new ModelFormatException(
            WHAT, output.place(), "an output that depends on an input", "a constant");
      }
      outputs.put(output.name(), made);
    }
    if (inputs.isEmpty()) {
      throw new ModelFormatException(WHAT, graph.place(), "one input or more", "none");
    }
    return new Result(assembly, inputs, outputs);
  }

  /** All at once, so that nobody has to try again for each. */
  private void refuseUnsupported() throws ModelFormatException {
    List<String> unsupported = new ArrayList<>();
    int more = 0;
    for (OnnxNode node : order.nodes()) {
      if (Operators.find(node).isEmpty()) {
        if (unsupported.size() < NAMED) {
          unsupported.add(Place.quote(node.operator()) + " of node " + Place.quote(node.label()));
        } else {
          more++;
        }
      }
    }
    if (!unsupported.isEmpty()) {
      throw new ModelFormatException(
          "onnx operators",
          graph.place(),
          "operators that this reader knows",
          (unsupported.size() + more)
              + " others: "
              + String.join(", ", unsupported)
              + (more == 0 ? "" : " and " + more + " more"));
    }
  }

  private Made input(OnnxValue input) throws ModelFormatException {
    if (!input.tensor() || !input.shaped() || input.dims().isEmpty()) {
      throw new ModelFormatException(
          WHAT,
          input.place(),
          "an input with the batch as its first dimension",
          input.tensor() ? "no dimensions" : "no tensor");
    }
    ElementType type = ElementTypes.of(input.elementType(), input.place());
    long[] rest = new long[input.dims().size() - 1];
    for (int i = 0; i < rest.length; i++) {
      OnnxValue.Dim dim = input.dims().get(i + 1);
      if (dim.size() == OnnxValue.OPEN) {
        throw new ModelFormatException(
            WHAT,
            input.place(),
            "a size for every dimension but the first",
            "dimensions " + input.dims());
      }
      rest[i] = dim.size();
    }
    long batch = input.dims().getFirst().size();
    if (batch == 0 || (declaredBatch > 0 && batch > 0 && batch != declaredBatch)) {
      throw new ModelFormatException(
          WHAT,
          input.place(),
          "the batch as the first dimension of every input",
          "dimensions " + input.dims());
    }
    declaredBatch = Math.max(batch, declaredBatch);
    Shape shape = Dimensions.shape(rest, input.place());
    DType stored = Assembly.type(type);
    Operation operation =
        assembly.add(new Input(shape, stored), List.of(), Map.of(), input.name(), input.place());
    return new Made(operation, type, 1, shape.dims());
  }

  private void lower(OnnxNode node) throws ModelFormatException {
    List<Optional<Value>> inputs = new ArrayList<>();
    List<Boolean> alone = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(Optional.ofNullable(values.get(input)));
      alone.add(order.readers(input) == 1);
    }
    int used = 0;
    for (int i = 0; i < node.outputs().size(); i++) {
      used = order.readers(node.outputs().get(i)) > 0 ? i + 1 : used;
    }
    Call call = new Call(node, graph.opset(), inputs, alone, used, assembly, declaredBatch);
    List<Value> results;
    try {
      results = Operators.find(node).orElseThrow().lower(call);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(
          "onnx node",
          node.named(),
          "operands that go together",
          node.operator() + ": " + e.getMessage());
    }
    if (results.size() < used) {
      throw call.wrong(results.size() + " outputs", used + " outputs in use");
    }
    for (int i = 0; i < used; i++) {
      values.put(node.outputs().get(i), results.get(i));
    }
  }
}
