package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** The body of a loss that may have a setting for each column. */
interface VectorColumnLoss extends VectorPointLoss {
  /**
   * The losses of predictions.
   *
   * @param setting ones where none was made
   */
  FloatVector value(FloatVector x, FloatVector target, FloatVector setting);

  /** Their derivatives. */
  FloatVector gradient(FloatVector x, FloatVector target, FloatVector setting);
}
