package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.Binary;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Input;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.ParameterSpec;
import dev.hayate.nn.layer.Reshape;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes a model of the operations that lead to an output, and its parameters of their weights. */
final class Emission {
  private static final String WEIGHT = ".weight";

  private final Importer.Result result;
  private final Place file;
  private final Graph graph = Model.graph();
  private final Map<Operation, Graph.Value> made = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Map<String, Weight>> weights = new HashMap<>();

  private Emission(Importer.Result result, Place file) {
    this.result = result;
    this.file = file;
  }

  /**
   * The parameters of the model, which they lead to.
   *
   * @param fileBytes the bytes of all files that were read
   */
  static Parameters run(Importer.Result result, Arena arena, long fileBytes, Place file)
      throws ModelFormatException {
    Emission emission = new Emission(result, file);
    Model model = emission.model();
    return emission.parameters(model, arena, fileBytes);
  }

  private Model model() throws ModelFormatException {
    names.addAll(result.inputs().keySet());
    result.inputs().forEach((name, input) -> made.put(input, graph.apply(name, input.layer())));
    boolean[] used = used();
    for (Operation operation : result.assembly().operations()) {
      if (used[operation.number()] && !made.containsKey(operation)) {
        emit(operation);
      }
    }
    Set<Operation> given = new HashSet<>();
    for (Map.Entry<String, Made> output : result.outputs().entrySet()) {
      Operation operation = output.getValue().operation();
      Graph.Value value = value(operation);
      if (!given.add(operation) || operation.layer() instanceof Input) {
        value = graph.apply(unique(output.getKey()), copy(operation), value);
      }
      graph.output(output.getKey(), value);
    }
    return graph.build();
  }

  private Graph.Value value(Operation operation) {
    return Objects.requireNonNull(made.get(operation));
  }

  private static Layer copy(Operation operation) {
    DType type = operation.layer().outputType();
    return type == DType.F32
        ? new Elementwise(new Identity())
        : new Reshape(operation.shape(), type);
  }

  /** Which operations lead to an output. */
  private boolean[] used() throws ModelFormatException {
    List<Operation> operations = result.assembly().operations();
    boolean[] used = new boolean[operations.size()];
    result.outputs().values().forEach(output -> used[output.operation().number()] = true);
    for (int i = operations.size() - 1; i >= 0; i--) {
      if (used[i]) {
        // A row that is added or multiplied becomes a weight: it is no step of its own.
        Operation operation = operations.get(i);
        int count = row(operation).isPresent() ? 1 : operation.inputs().size();
        for (int k = 0; k < count; k++) {
          used[operation.input(k).number()] = true;
        }
      }
    }
    for (Map.Entry<String, Operation> input : result.inputs().entrySet()) {
      if (!used[input.getValue().number()]) {
        throw new ModelFormatException(
            "onnx graph",
            file.key(input.getKey()),
            "an input whose values lead to an output",
            "one of which the dimensions alone are used");
      }
    }
    return used;
  }

  private void emit(Operation operation) throws ModelFormatException {
    Optional<Layer> row = row(operation);
    if (row.isPresent()) {
      Known constant = Patterns.constant(operation.input(1));
      int cols = operation.shape().cols();
      Shape one = Shape.of(cols);
      Budget budget = result.assembly().budget();
      Known values =
          constant.size() == cols
              ? constant.reshaped(one)
              : Folding.expand(constant.reshaped(Shape.of(1)), one, budget, file);
      String parameter = row.get() instanceof Scale ? "weight" : "bias";
      emit(operation, row.get(), 1, Map.of(parameter, Weight.of(values)));
      return;
    }
    emit(operation, plain(operation), operation.inputs().size(), operation.weights());
  }

  private void emit(Operation operation, Layer layer, int count, Map<String, Weight> values) {
    Graph.Value[] inputs = new Graph.Value[count];
    for (int i = 0; i < count; i++) {
      inputs[i] = value(operation.input(i));
    }
    String name = unique(name(operation));
    made.put(operation, graph.apply(name, layer, inputs));
    weights.put(name, values);
  }

  /** The layer for a known row as the second operand of a sum or a product. */
  private static Optional<Layer> row(Operation operation) {
    if (!(operation.layer() instanceof Binary binary)
        || binary.dtype() != DType.F32
        || !Patterns.isConstant(operation.input(1))
        || Patterns.isConstant(operation.input(0))
        || !operation.shape().equals(operation.input(0).shape())
        || operation.shape().rank() == 0) {
      return Optional.empty();
    }
    int cols = operation.shape().cols();
    Shape constant = operation.input(1).shape();
    boolean fits =
        cols > 0 && (constant.size() == 1 || (constant.size() == cols && constant.cols() == cols));
    return switch (binary.function()) {
      case ADD -> fits ? Optional.of(new Shift(cols)) : Optional.empty();
      case MULTIPLY -> fits ? Optional.of(new Scale(cols)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The layer that the vector backend knows where there is one. */
  private static Layer plain(Operation operation) {
    if (operation.layer() instanceof Binary binary
        && binary.dtype() == DType.F32
        && operation.input(0).shape().equals(operation.input(1).shape())) {
      return switch (binary.function()) {
        case ADD -> new Add();
        case MULTIPLY -> new Multiply();
        default -> binary;
      };
    }
    return operation.layer();
  }

  /** PyTorch's name for the layer where its weight has one, and else the node's. */
  private static String name(Operation operation) {
    Weight weight = operation.weights().get("weight");
    if (weight != null) {
      String name = weight.values().name();
      if (name.endsWith(WEIGHT) && name.length() > WEIGHT.length()) {
        return name.substring(0, name.length() - WEIGHT.length());
      }
    }
    return operation.origin();
  }

  private String unique(String name) {
    String base = name.isEmpty() ? "node" : name;
    String candidate = base;
    for (int i = 1; !names.add(candidate); i++) {
      candidate = base + "_" + i;
    }
    return candidate;
  }

  private Parameters parameters(Model model, Arena arena, long fileBytes)
      throws ModelFormatException {
    long bytes = 0;
    for (var node : model.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        bytes = Math.addExact(bytes, spec.shape().size() * Float.BYTES);
        result.assembly().budget().parameters(bytes, fileBytes, file.key(node.name()));
      }
    }
    Parameters parameters = Parameters.allocate(model, arena);
    for (var node : model.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        Map<String, Weight> values = weights.getOrDefault(node.name(), Map.of());
        Objects.requireNonNull(values.get(spec.name()), spec.name())
            .copyTo(parameters.tensor(node.name() + "." + spec.name()));
      }
    }
    return parameters;
  }
}
