package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The body of an activation: what {@link ActivationLoop} does to each vector. Implementations are
 * stateless, or hold numbers in final fields.
 */
interface VectorFunction {
  /** The function. */
  FloatVector value(FloatVector x);

  /** The gradient; see {@link dev.hayate.kernels.Activation#gradient}. */
  FloatVector gradient(FloatVector saved, FloatVector dy);
}
