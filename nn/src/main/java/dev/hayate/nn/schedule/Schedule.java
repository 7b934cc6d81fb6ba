package dev.hayate.nn.schedule;

/**
 * How a learning rate changes with time: a pure function, so that a run can be resumed anywhere.
 * Time is counted in steps or in epochs, as the trainer is told. Immutable.
 */
public interface Schedule {
  /**
   * The learning rate at a time.
   *
   * @param base the optimizer's own rate
   * @param time how many steps or epochs were completed, from 0
   */
  double rate(double base, long time);

  /** The optimizer's own rate all the time. */
  static Schedule constant() {
    return (base, time) -> base;
  }

  /**
   * This schedule behind a linear warm-up over some time, in which it stands still at its
   * beginning.
   */
  default Schedule warmedUp(long time) {
    return new WarmUp(time, this);
  }
}
