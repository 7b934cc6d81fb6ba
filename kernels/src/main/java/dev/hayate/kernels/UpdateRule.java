package dev.hayate.kernels;

import java.util.List;

/**
 * How weights follow their gradients: the definition of an optimizer's step in double, which the
 * scalar backend runs as it stands and every other backend is tested against.
 *
 * <p>Implementations are records in {@code dev.hayate.kernels.update}, one file each; a record's
 * components are what does not change from step to step, and its constructor checks them. What a
 * rule remembers stands in a {@link Stretch}, so one rule serves any number of them.
 */
public interface UpdateRule {
  /** PyTorch's name of the optimizer, as in {@code Adam}. Messages begin with it. */
  String name();

  /** PyTorch's names of the tensors that are kept between steps, each as large as the weights. */
  default List<String> state() {
    return List.of();
  }

  /**
   * What every element of a kept tensor is before the first step.
   *
   * @param index the place of its name in {@link #state()}
   * @param rate the first learning rate
   */
  default double initial(int index, double rate) {
    return 0;
  }

  /** PyTorch's names of the numbers that are kept between steps; each is 1 before the first. */
  default List<String> numbers() {
    return List.of();
  }

  /** Moves the numbers on: before a step, whichever backend takes it. */
  default void advance(Stretch x) {}

  /** One step of every weight, in double; what is kept is rounded where it is stored. */
  void step(Stretch x);
}
