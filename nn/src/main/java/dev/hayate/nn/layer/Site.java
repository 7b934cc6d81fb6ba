package dev.hayate.nn.layer;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.Optional;

/**
 * The place in a plan at which a layer is bound: its tensors, for one batch size. All memory is
 * there already; a layer only asks for it.
 */
public interface Site {
  /** Where the operations run. */
  Backend backend();

  /**
   * Whether {@link Step#forward} is a pass of training, in which dropout drops and statistics run.
   */
  boolean training();

  /** The passes of training so far, from which random numbers are drawn. */
  Passes passes();

  /** A stream of random numbers that no other layer of the model has. */
  long stream();

  /**
   * Memory of this layer's own at this batch size, zero at first and otherwise as the last step
   * left it. To be asked for when a step is bound, not when it runs.
   */
  Tensor scratch(Shape shape);

  /** {@link #inputGradient} where it is wanted, and memory that nobody reads elsewhere. */
  default Tensor inputGradientOrScratch(int index) {
    return needsInputGradient(index) ? inputGradient(index) : scratch(input(index).shape());
  }

  /** Whether {@link Step#backward} will be called; only then are there gradients. */
  boolean learns();

  /** The number of inputs. */
  int inputs();

  /** An input, {@code [batch, ...]}. */
  Tensor input(int index);

  /** The output, {@code [batch, ...]}; shares no memory with an input. */
  Tensor output();

  /** The gradient with respect to the output. */
  Tensor outputGradient();

  /**
   * Whether {@link #outputGradient} went through {@link Layer#lastActivation} when it was written:
   * then it is with respect to what that activation was applied to. Never for a layer without one.
   */
  boolean outputGradientIsFinished();

  /** Whether the gradient with respect to an input is wanted. */
  boolean needsInputGradient(int index);

  /** The gradient with respect to an input, to be overwritten; shares memory with no other. */
  Tensor inputGradient(int index);

  /**
   * What is left to do with the gradient of an input as it is written, so that nobody reads it once
   * more for that; {@link Epilogue#NONE} unless {@link Layer#finishesInputGradients}.
   */
  Epilogue inputGradientEpilogue(int index);

  /** A parameter, in its layout of memory. */
  Tensor parameter(String name);

  /** The gradient with respect to a parameter, in the same layout, to be overwritten. */
  Tensor parameterGradient(String name);

  /**
   * A parameter that was packed as a product's right operand, where it will not change any more.
   */
  Optional<PackedMatrix> packed(String name);
}
