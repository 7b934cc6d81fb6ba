package dev.hayate.nn.insight;

/**
 * A weighted sum of a model's outputs as a function of one number within it: a parameter's entry or
 * an input's.
 */
interface Objective extends AutoCloseable {
  /** The number as it is. */
  double value(Place place);

  /** The sum where that number is another; all others are as they were. */
  double with(Place place, double value);

  /** How far to go from a number in either direction. */
  double step(double value);

  /** A bound of the error of {@link #with}. */
  double error();

  @Override
  void close();

  /**
   * Where a number stands.
   *
   * @param node the position of the node whose parameter or, for an input, whose value it is
   * @param parameter the parameter's name within the layer; empty for an input's value
   * @param entry the place in the tensor, in the layout of memory
   */
  record Place(int node, String parameter, int entry) {}
}
