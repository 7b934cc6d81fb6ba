package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.SquaredError;

/**
 * A loss that is a sum over elements.
 *
 * @param name PyTorch's name
 * @param function the loss of one element
 * @param reduction how many become one
 * @param columns a factor for each column: PyTorch's {@code weight}
 */
public record Pointwise(String name, PointLoss function, Reduction reduction, Weights columns)
    implements Loss {
  @Override
  public DType targetType() {
    return DType.F32;
  }

  @Override
  public Shape targetShape(Shape output) {
    return output;
  }

  @Override
  public void compute(
      Losses losses, Tensor output, Tensor target, Tensor samples, Tensor loss, Tensor gradient) {
    boolean plain = reduction == Reduction.MEAN && columns.isEmpty() && samples == Losses.NONE;
    if (!plain || !(function instanceof SquaredError)) {
      losses.pointwise(function, reduction, columns, output, target, samples, loss, gradient);
    } else if (gradient == Losses.NONE) {
      losses.meanSquaredError(output, target, loss);
    } else {
      losses.meanSquaredError(output, target, loss, gradient);
    }
  }
}
