package dev.hayate.nn.init;

import dev.hayate.kernels.Shape;

/**
 * How many values come in and go out at each place of a weight.
 *
 * @param in PyTorch's {@code fan_in}
 * @param out PyTorch's {@code fan_out}
 */
public record Fan(double in, double out) {
  /**
   * Of a weight of shape {@code [out, in, ...]}; further dimensions count on both sides, as PyTorch
   * has it.
   */
  static Fan of(Shape shape) {
    double field = 1;
    for (int axis = 2; axis < shape.rank(); axis++) {
      field *= shape.dim(axis);
    }
    return new Fan(shape.dim(1) * field, shape.dim(0) * field);
  }
}
