package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * What an optimizer remembers of one stretch of parameters from step to step: tensors as large as
 * that stretch, and numbers. Belongs to one trainer.
 */
public final class OptimizerState {
  private final List<Tensor> tensors;
  private final double[] numbers;

  /**
   * A state.
   *
   * @param tensors one for each name in {@link Optimizer#state()}
   * @param numbers one for each name in {@link Optimizer#numbers()}; kept, not copied
   */
  public OptimizerState(List<Tensor> tensors, double[] numbers) {
    this.tensors = List.copyOf(tensors);
    this.numbers = numbers;
  }

  /** A tensor by the place of its name in {@link Optimizer#state()}. */
  public Tensor tensor(int index) {
    return tensors.get(index);
  }

  /** A number by the place of its name in {@link Optimizer#numbers()}. */
  public double number(int index) {
    return numbers[index];
  }

  /** Sets a number. */
  public void number(int index, double value) {
    numbers[index] = value;
  }
}
