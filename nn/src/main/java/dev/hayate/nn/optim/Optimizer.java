package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * How parameters follow their gradients. An optimizer is an immutable description; what it
 * remembers from step to step stands in tensors and numbers that the trainer keeps for it.
 */
public interface Optimizer {
  /** PyTorch's name, as in {@code Adam}. */
  String name();

  /** The learning rate. */
  double rate();

  /**
   * PyTorch's names of the tensors that are kept between steps, each as large as the parameters.
   */
  default List<String> state() {
    return List.of();
  }

  /** What every element of a kept tensor is before the first step. */
  default double initial(String tensor) {
    return 0;
  }

  /** PyTorch's names of the numbers that are kept between steps; each is 1 before the first. */
  default List<String> numbers() {
    return List.of();
  }

  /**
   * Takes one step.
   *
   * @param parameters changed in place
   * @param gradients of the same shape, not changed
   * @param state changed in place
   * @param rate the learning rate of this step
   * @param step the number of this step, from 1
   */
  void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step);
}
