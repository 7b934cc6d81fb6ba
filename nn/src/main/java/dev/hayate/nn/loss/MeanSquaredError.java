package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;

/** The mean of squared differences over all elements, as {@code torch.nn.MSELoss}. */
public record MeanSquaredError() implements Loss {
  @Override
  public String name() {
    return "MSELoss";
  }

  @Override
  public DType targetType() {
    return DType.F32;
  }

  @Override
  public Shape targetShape(Shape output) {
    return output;
  }

  @Override
  public void value(Losses losses, Tensor output, Tensor target, Tensor loss) {
    losses.meanSquaredError(output, target, loss);
  }

  @Override
  public void gradient(Losses losses, Tensor output, Tensor target, Tensor loss, Tensor gradient) {
    losses.meanSquaredError(output, target, loss, gradient);
  }
}
