package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Tensor;

/** Activations by their definitions in double. */
public final class ScalarActivations extends Activations {
  /** Stateless. */
  public ScalarActivations() {}

  @Override
  protected void apply(Activation f, Tensor x, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      Elements.set(y, i, f.value(Elements.get(x, i)));
    }
  }

  @Override
  protected void applyGradient(Activation f, Tensor saved, Tensor dy, Tensor dx) {
    for (long i = 0; i < saved.size(); i++) {
      Elements.set(dx, i, f.gradient(Elements.get(saved, i), Elements.get(dy, i)));
    }
  }
}
