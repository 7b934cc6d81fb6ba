package dev.hayate.nn.loss;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.ClassCrossEntropy;

/**
 * Softmax and cross entropy on logits, as {@code torch.nn.CrossEntropyLoss} on class indices.
 * Without anything out of the ordinary it is one fused pass.
 *
 * @param function the loss of one sample
 * @param reduction how the samples' losses become one
 */
public record CrossEntropy(ClassCrossEntropy function, Reduction reduction) implements Loss {
  /** PyTorch's {@code ignore_index} unless another is given. */
  public static final int USUALLY_IGNORED = -100;

  /** No class number at all. */
  static final int NOTHING = Integer.MIN_VALUE;

  static final CrossEntropy MEAN =
      new CrossEntropy(new ClassCrossEntropy(Weights.NONE, 0, NOTHING), Reduction.MEAN);

  /** The same with a factor for each class. */
  public CrossEntropy classes(Weights weights) {
    return with(new ClassCrossEntropy(weights, function.smoothing(), function.ignored()));
  }

  /** The same with smoothed targets. */
  public CrossEntropy smoothing(double share) {
    return with(new ClassCrossEntropy(function.classes(), share, function.ignored()));
  }

  /** The same without samples of a class number. */
  public CrossEntropy ignoring(int number) {
    return with(new ClassCrossEntropy(function.classes(), function.smoothing(), number));
  }

  private CrossEntropy with(ClassCrossEntropy other) {
    return new CrossEntropy(other, reduction);
  }

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
    return Rowwise.shape(name(), function, output);
  }

  @Override
  public boolean isClassification() {
    return true;
  }

  @Override
  public void compute(
      Losses losses, Tensor output, Tensor target, Tensor samples, Tensor loss, Tensor gradient) {
    boolean plain = equals(MEAN) && samples == Losses.NONE;
    if (!plain) {
      losses.rowwise(function, reduction, output, target, samples, loss, gradient);
    } else if (gradient == Losses.NONE) {
      losses.crossEntropy(output, target, loss);
    } else {
      losses.crossEntropy(output, target, loss, gradient);
    }
  }
}
