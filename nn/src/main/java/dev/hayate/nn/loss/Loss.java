package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;

/** What training makes small, averaged over the batch. Immutable. */
public interface Loss {
  /** Softmax and cross entropy on logits and class indices. */
  static Loss crossEntropy() {
    return new CrossEntropy();
  }

  /** The mean squared error. */
  static Loss meanSquaredError() {
    return new MeanSquaredError();
  }

  /** PyTorch's name for the loss, as in {@code CrossEntropyLoss}. */
  String name();

  /** The type of the targets' elements. */
  DType targetType();

  /**
   * The shape of one sample's target for a model's output of a given shape.
   *
   * @throws IllegalArgumentException if the loss cannot be taken of such an output
   */
  Shape targetShape(Shape output);

  /**
   * Writes the mean loss of a batch.
   *
   * @param output {@code [batch, ...]}, the model's output
   * @param target {@code [batch, ...]}, of {@link #targetType} and {@link #targetShape}
   * @param loss one element
   */
  void value(Losses losses, Tensor output, Tensor target, Tensor loss);

  /**
   * Writes the mean loss of a batch and its gradient with respect to the output.
   *
   * @param gradient the output's shape
   */
  void gradient(Losses losses, Tensor output, Tensor target, Tensor loss, Tensor gradient);
}
