package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The body of a loss that is a sum over elements; as {@link VectorFunction} is of an activation.
 */
interface VectorPointLoss {
  /** The losses of predictions. */
  FloatVector value(FloatVector x, FloatVector target);

  /** Their derivatives. */
  FloatVector gradient(FloatVector x, FloatVector target);

  /** Whether a loop over the losses has no room for their sum; {@link Lanes} says how many have. */
  default boolean isLong() {
    return false;
  }
}
