package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;

/** Optimizer steps by their definitions: in double, and rounded where a number is stored. */
public class ScalarUpdates extends Updates {
  /** Stateless. */
  public ScalarUpdates() {}

  @Override
  protected void follow(Stretch x) {
    x.rule().step(x);
  }

  @Override
  protected void blend(Tensor a, Tensor w, double keep) {
    for (long i = 0; i < a.size(); i++) {
      Elements.set(a, i, keep * Elements.get(a, i) + (1 - keep) * Elements.get(w, i));
    }
  }
}
