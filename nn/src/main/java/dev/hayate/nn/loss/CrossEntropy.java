package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;

/** Softmax and cross entropy on logits, as {@code torch.nn.CrossEntropyLoss} on class indices. */
public record CrossEntropy() implements Loss {
  @Override
  public String name() {
    return "CrossEntropyLoss";
  }

  @Override
  public DType targetType() {
    return DType.I32;
  }

  @Override
  public Shape targetShape(Shape output) {
    if (output.rank() != 1 || output.cols() < 1) {
      throw new IllegalArgumentException(
          name() + ": the output is " + output + ": expected one logit for each class");
    }
    return Shape.of();
  }

  @Override
  public void value(Losses losses, Tensor output, Tensor target, Tensor loss) {
    losses.crossEntropy(output, target, loss);
  }

  @Override
  public void gradient(Losses losses, Tensor output, Tensor target, Tensor loss, Tensor gradient) {
    losses.crossEntropy(output, target, loss, gradient);
  }
}
