package dev.hayate.nn.format.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operators that the reader knows. */
final class Operators {
  private static final Map<String, Operator> ALL = new LinkedHashMap<>();

  static {
    ArithmeticOperators.register(ALL);
    ActivationOperators.register(ALL);
    NormalizationOperators.register(ALL);
    ProductOperators.register(ALL);
    ReductionOperators.register(ALL);
    ShapeOperators.register(ALL);
    PartOperators.register(ALL);
    ConstantOperators.register(ALL);
  }

  private Operators() {}

  /** The operator of a node, if there is one. */
  static Optional<Operator> find(OnnxNode node) {
    return node.domain().isEmpty() ? Optional.ofNullable(ALL.get(node.op())) : Optional.empty();
  }

  /** The names of all operators. */
  static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }
}
