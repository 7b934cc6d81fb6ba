package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import java.util.List;

/** How one of ONNX's operators becomes known values or operations of a model. */
@FunctionalInterface
interface Operator {
  /**
   * The outputs of a node, in order; those at the end that nobody can have are left out.
   *
   * @throws IllegalArgumentException if a layer refuses its inputs
   * @throws ArithmeticException if a number is too large
   */
  List<Value> lower(Call call) throws ModelFormatException;
}
