package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.Layer;
import java.util.List;
import java.util.Map;

/**
 * One step of the model that is being made: a layer, what it reads, and its weights. Two that do
 * the same are still two, told apart by their numbers.
 */
final class Operation {
  private final int number;
  private final Layer layer;
  private final List<Operation> inputs;
  private final Map<String, Weight> weights;
  private final Shape shape;
  private final String origin;

  /**
   * A step.
   *
   * @param number counted from 0; inputs have smaller ones
   * @param layer what it does
   * @param inputs what it reads
   * @param weights the values of its parameters by name
   * @param shape the shape of a sample
   * @param origin the name of the file's node that it comes from
   */
  Operation(
      int number,
      Layer layer,
      List<Operation> inputs,
      Map<String, Weight> weights,
      Shape shape,
      String origin) {
    this.number = number;
    this.layer = layer;
    this.inputs = inputs;
    this.weights = weights;
    this.shape = shape;
    this.origin = origin;
  }

  int number() {
    return number;
  }

  Layer layer() {
    return layer;
  }

  List<Operation> inputs() {
    return inputs;
  }

  Operation input(int index) {
    return inputs.get(index);
  }

  Map<String, Weight> weights() {
    return weights;
  }

  Shape shape() {
    return shape;
  }

  String origin() {
    return origin;
  }
}
