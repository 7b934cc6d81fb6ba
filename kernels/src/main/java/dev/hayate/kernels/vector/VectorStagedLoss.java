package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The body of a loss that is more than one loop has room for: a first loop stores a part of each
 * loss, which a second one reads in the place of settings.
 */
interface VectorStagedLoss extends VectorColumnLoss {
  /** What the losses are made of. */
  FloatVector part(FloatVector x, FloatVector target);

  @Override
  default boolean isLong() {
    return true;
  }
}
