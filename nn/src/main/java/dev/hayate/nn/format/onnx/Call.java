package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.Reshape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node while it is being understood: its inputs, its settings, and where its result goes. */
final class Call {
  private static final String WHAT = "onnx node";

  private final OnnxNode node;
  private final int opset;
  private final List<Optional<Value>> inputs;
  private final List<Boolean> alone;
  private final int outputs;
  private final Assembly assembly;
  private final long declaredBatch;

  /**
   * A node.
   *
   * @param inputs its inputs; those that were left out are empty
   * @param alone for each input, whether this node alone reads it
   * @param outputs how many of its outputs are used, up to the last of them
   * @param declaredBatch the size of the batch that the file was made for, or {@link
   *     OnnxValue#OPEN}
   */
  Call(
      OnnxNode node,
      int opset,
      List<Optional<Value>> inputs,
      List<Boolean> alone,
      int outputs,
      Assembly assembly,
      long declaredBatch) {
    this.node = node;
    this.opset = opset;
    this.inputs = inputs;
    this.alone = alone;
    this.outputs = outputs;
    this.assembly = assembly;
    this.declaredBatch = declaredBatch;
  }

  int opset() {
    return opset;
  }

  int outputs() {
    return outputs;
  }

  long declaredBatch() {
    return declaredBatch;
  }

  Assembly assembly() {
    return assembly;
  }

  Budget budget() {
    return assembly.budget();
  }

  Place place() {
    return node.named();
  }

  String origin() {
    return node.label();
  }

  /** An error of this node. */
  ModelFormatException wrong(String expected, String found) {
    return new ModelFormatException(
        WHAT, node.named(), expected, node.operator() + " with " + found);
  }

  int inputs() {
    return inputs.size();
  }

  /** An input that must be there. */
  Value input(int index) throws ModelFormatException {
    return optional(index)
        .orElseThrow(() -> wrong((index + 1) + " inputs or more", presentInputs() + ""));
  }

  private long presentInputs() {
    return inputs.stream().filter(Optional::isPresent).count();
  }

  /** An input that may be left out. */
  Optional<Value> optional(int index) {
    return index < inputs.size() ? inputs.get(index) : Optional.empty();
  }

  boolean alone(int index) {
    return index < alone.size() && alone.get(index);
  }

  /** An input whose values must be known. */
  Known known(int index) throws ModelFormatException {
    if (input(index) instanceof Known known) {
      return known;
    }
    throw wrong("known values as input " + index, "values that the model computes");
  }

  /** Known whole numbers that do not depend on the batch. */
  long[] wholes(int index) throws ModelFormatException {
    Known known = known(index);
    if (!known.isWhole()) {
      throw wrong("whole numbers as input " + index, known.describe());
    }
    Folding.plain(known, place());
    return known.whole(budget(), place());
  }

  /** One known number. */
  double number(Known known) throws ModelFormatException {
    if (known.size() != 1) {
      throw wrong("one number", known.describe());
    }
    Folding.plain(known, place());
    return known.numbers(budget(), place())[0];
  }

  // Settings

  boolean has(String name) {
    return node.attributes().containsKey(name);
  }

  long whole(String name, long usual) throws ModelFormatException {
    return setting(name, Long.class, usual);
  }

  double real(String name, double usual) throws ModelFormatException {
    return setting(name, Float.class, (float) usual);
  }

  String text(String name, String usual) throws ModelFormatException {
    return setting(name, String.class, usual);
  }

  Optional<long[]> wholes(String name) throws ModelFormatException {
    return has(name) ? Optional.of(setting(name, long[].class, new long[0])) : Optional.empty();
  }

  /** A number that older versions have as a setting and newer ones as an input. */
  Optional<long[]> wholes(String name, int input) throws ModelFormatException {
    return optional(input).isPresent() ? Optional.of(wholes(input)) : wholes(name);
  }

  <T> T setting(String name, Class<T> kind, T usual) throws ModelFormatException {
    OnnxAttribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return usual;
    }
    if (!kind.isInstance(attribute.value())) {
      throw wrong("another kind of " + name, attribute.kind() + " as " + name);
    }
    return kind.cast(attribute.value());
  }

  // Axes and views

  /** A dimension counted from the front. */
  int axis(long axis, int rank) throws ModelFormatException {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw wrong("a dimension of the " + rank + " that there are", "dimension " + axis);
    }
    return (int) counted;
  }

  /** A dimension of the value as one of a sample; the batch itself is refused. */
  int sampleAxis(Made x, int axis) throws ModelFormatException {
    if (axis == 0) {
      throw wrong("dimensions behind the batch", "the batch, of " + x.describe());
    }
    return axis - (x.factor() == 1 ? 1 : 0);
  }

  DType type(Value value) {
    return Assembly.type(value.type());
  }

  /** A layer on one value that keeps its shape. */
  Made keep(Layer layer, Made x) throws ModelFormatException {
    return keep(layer, x, Map.of());
  }

  Made keep(Layer layer, Made x, Map<String, Weight> weights) throws ModelFormatException {
    Operation operation = apply(layer, List.of(x.operation()), weights);
    return new Made(operation, x.type(), x.factor(), x.rest());
  }

  /** A layer on operations. */
  Operation apply(Layer layer, List<Operation> operands, Map<String, Weight> weights)
      throws ModelFormatException {
    return assembly.add(layer, operands, weights, origin(), place());
  }

  Operation apply(Layer layer, Operation... operands) throws ModelFormatException {
    return apply(layer, List.of(operands), Map.of());
  }

  /**
   * The natural view of an operation's result.
   *
   * @param factor that of its inputs; if it is not 1 it is the first dimension of a sample
   */
  Made view(Operation operation, ElementType type, int factor) {
    int[] dims = operation.shape().dims();
    return new Made(
        operation, type, factor, factor == 1 ? dims : Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** The same elements under other dimensions {@code [factor N, rest...]}. */
  Made reshape(Made x, int factor, int[] rest) throws ModelFormatException {
    int[] sample = rest;
    if (factor != 1) {
      sample = new int[rest.length + 1];
      sample[0] = factor;
      System.arraycopy(rest, 0, sample, 1, rest.length);
    }
    Shape shape = Shape.of(sample);
    Operation from = x.operation();
    // What was only seen differently needs no step of its own.
    while (from.layer() instanceof Reshape) {
      from = from.input(0);
    }
    Operation to = from.shape().equals(shape) ? from : apply(new Reshape(shape, type(x)), from);
    return new Made(to, x.type(), factor, rest);
  }

  /** Known values as an operation. */
  Operation constant(Known value) throws ModelFormatException {
    return assembly.constant(value, origin(), place());
  }
}
