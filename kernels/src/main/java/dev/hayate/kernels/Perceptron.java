package dev.hayate.kernels;

/**
 * A chain of dense layers whose weights do not change, in the order in which one backend reads
 * them. Made by {@link Perceptrons#pack}; immutable, safe to share between threads, and usable with
 * the family that made it alone. Its memory belongs to the arena that was given to {@code pack}.
 */
public abstract class Perceptron {
  private final int inputs;
  private final int outputs;

  /**
   * For backends.
   *
   * @param inputs the size of the first layer's input
   * @param outputs the size of the last layer's output
   */
  protected Perceptron(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The size of the first layer's input. */
  public final int inputs() {
    return inputs;
  }

  /** The size of the last layer's output. */
  public final int outputs() {
    return outputs;
  }

  /** The floats of scratch memory that a call for so many rows needs. */
  public abstract int scratch(int rows);
}
