package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * How parameters follow their gradients. An optimizer is an immutable description; what it
 * remembers from step to step stands in tensors that the trainer keeps for it, each as large as the
 * parameters and zero before the first step.
 */
public interface Optimizer {
  /** PyTorch's name, as in {@code Adam}. */
  String name();

  /** The learning rate. */
  double rate();

  /** PyTorch's names of the tensors that are kept between steps. */
  List<String> state();

  /**
   * Takes one step.
   *
   * @param parameters changed in place
   * @param gradients of the same shape, not changed
   * @param state one tensor for each name in {@link #state()}, changed in place
   * @param rate the learning rate of this step
   * @param step the number of this step, from 1
   */
  void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      List<Tensor> state,
      double rate,
      long step);
}
