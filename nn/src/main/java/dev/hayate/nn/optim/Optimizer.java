package dev.hayate.nn.optim;

import dev.hayate.kernels.UpdateRule;

/**
 * How parameters follow their gradients. An optimizer is an immutable description; what its rule
 * remembers from step to step stands in tensors and numbers that the trainer keeps for it.
 */
public interface Optimizer {
  /** The learning rate. */
  double rate();

  /** What a step does, with all other settings. */
  UpdateRule rule();

  /** PyTorch's name, as in {@code Adam}. */
  default String name() {
    return rule().name();
  }
}
