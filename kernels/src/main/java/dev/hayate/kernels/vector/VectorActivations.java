package dev.hayate.kernels.vector;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarActivations;

/** Activations, a vector at a time. */
final class VectorActivations extends ScalarActivations {
  @Override
  protected void apply(Activation f, Tensor x, Tensor y) {
    ActivationLoops.of(f).forward(x.segment(), 0, y.segment(), 0, x.size());
  }

  @Override
  protected void applyGradient(Activation f, Tensor saved, Tensor dy, Tensor dx) {
    ActivationLoops.of(f).backward(saved.segment(), dy.segment(), dx.segment(), saved.size());
  }
}
