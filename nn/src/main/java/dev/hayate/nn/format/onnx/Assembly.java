package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.Cast;
import dev.hayate.nn.layer.Constant;
import dev.hayate.nn.layer.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The operations of a model in the order in which they are made: each after those that it reads.
 */
final class Assembly {
  /** float32 holds whole numbers up to here. */
  private static final long EXACT = 1L << 24;

  private final Budget budget;
  private final List<Operation> operations = new ArrayList<>();

  Assembly(Budget budget) {
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  List<Operation> operations() {
    return operations;
  }

  /**
   * One more operation.
   *
   * @throws IllegalArgumentException if the inputs do not fit the layer
   */
  Operation add(
      Layer layer, List<Operation> inputs, Map<String, Weight> weights, String origin, Place place)
      throws ModelFormatException {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).layer().outputType() != layer.inputType(i)) {
        throw new IllegalArgumentException(
            layer.type()
                + ": input "
                + i
                + " is "
                + inputs.get(i).layer().outputType()
                + ": expected "
                + layer.inputType(i));
      }
    }
    Shape shape = layer.outputShape(inputs.stream().map(Operation::shape).toList());
    budget.value(shape.size(), place);
    Operation operation =
        new Operation(
            operations.size(), layer, List.copyOf(inputs), Map.copyOf(weights), shape, origin);
    operations.add(operation);
    return operation;
  }

  /** The same known values for every sample. */
  Operation constant(Known value, String origin, Place place) throws ModelFormatException {
    Folding.plain(value, place);
    DType type = type(value.type());
    if (type == DType.I32) {
      for (long number : value.whole(budget, place)) {
        if (Math.abs(number) > EXACT) {
          throw new ModelFormatException(
              "onnx constant",
              place,
              "whole numbers up to 2^24 beside values of the model",
              Long.toString(number));
        }
      }
    }
    return add(
        new Constant(value.shape(), type),
        List.of(),
        Map.of("value", Weight.of(value)),
        origin,
        place);
  }

  /** How elements of a type are computed: whole numbers and truth values in int32. */
  static DType type(ElementType type) {
    return type.isInteger() ? DType.I32 : DType.F32;
  }

  /** An operation's values as another type. */
  Operation cast(Operation x, DType to, boolean truth, String origin, Place place)
      throws ModelFormatException {
    DType from = x.layer().outputType();
    if (from == to && !truth) {
      return x;
    }
    return add(new Cast(from, to, truth), List.of(x), Map.of(), origin, place);
  }
}
