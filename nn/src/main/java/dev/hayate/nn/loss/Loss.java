package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;

/** What training makes small, as one number for a batch. Immutable. */
public interface Loss {
  /** Softmax and cross entropy on logits and class indices. */
  static CrossEntropy crossEntropy() {
    return CrossEntropy.MEAN;
  }

  /** The mean squared error. */
  static Loss meanSquaredError() {
    return LossCatalog.named("MSELoss");
  }

  /** Binary cross entropy on logits, and targets from 0 to 1. */
  static Loss binaryCrossEntropyWithLogits() {
    return LossCatalog.named("BCEWithLogitsLoss");
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

  /** Whether targets are numbers of classes, of which an output has a score for each. */
  default boolean isClassification() {
    return false;
  }

  /**
   * Writes the loss of a batch, and its gradient with respect to the output.
   *
   * @param output {@code [batch, ...]}, the model's output
   * @param target {@code [batch, ...]}, of {@link #targetType} and {@link #targetShape}
   * @param samples a factor for each sample's loss, or {@link Losses#NONE}; a mean is still divided
   *     by what it is divided by without
   * @param loss one element, sharing no memory with the others
   * @param gradient the output's shape, or {@link Losses#NONE}; shares no memory with the others
   * @throws IllegalArgumentException if operands do not fit or a target is out of range
   */
  void compute(
      Losses losses, Tensor output, Tensor target, Tensor samples, Tensor loss, Tensor gradient);
}
