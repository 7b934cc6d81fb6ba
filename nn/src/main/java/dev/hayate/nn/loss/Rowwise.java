package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;

/**
 * A loss of whole samples.
 *
 * @param name PyTorch's name
 * @param function the loss of one sample
 * @param reduction how many become one
 */
public record Rowwise(String name, RowLoss function, Reduction reduction) implements Loss {
  @Override
  public DType targetType() {
    return function.targetType();
  }

  @Override
  public Shape targetShape(Shape output) {
    return shape(name, function, output);
  }

  static Shape shape(String name, RowLoss function, Shape output) {
    if (output.rank() != 1 || output.cols() < 1) {
      throw new IllegalArgumentException(
          name + ": the output is " + output + ": expected one dimension");
    }
    int columns = function.targetColumns(output.cols());
    return columns == 1 && function.targetType() == DType.I32 ? Shape.of() : Shape.of(columns);
  }

  @Override
  public boolean isClassification() {
    return targetType() == DType.I32 && function.targetColumns(2) == 1;
  }

  @Override
  public void compute(
      Losses losses, Tensor output, Tensor target, Tensor samples, Tensor loss, Tensor gradient) {
    losses.rowwise(function, reduction, output, target, samples, loss, gradient);
  }
}
