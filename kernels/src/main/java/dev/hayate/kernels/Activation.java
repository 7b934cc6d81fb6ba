package dev.hayate.kernels;

/**
 * A function that is applied to every element, with its gradient: the mathematical definition in
 * double, which the scalar backend runs as it stands and every other backend is tested against.
 *
 * <p>Implementations are records in {@code dev.hayate.kernels.activation}, one file each; a
 * record's components are the function's parameters. Two equal records are the same function.
 */
public interface Activation {
  /** PyTorch's name for the function in lower case, as in {@code relu}. */
  String name();

  /** The function. */
  double value(double x);

  /**
   * The gradient with respect to the input: {@code dy} times the derivative.
   *
   * @param saved {@code value(x)} if {@link #savesOutput()}, otherwise {@code x}
   * @param dy the gradient with respect to the output
   */
  double gradient(double saved, double dy);

  /**
   * Whether {@link #gradient} is computed from the function's output rather than from its input. If
   * so the input need not be kept, and the function can be fused into the operation before it
   * during training.
   */
  boolean savesOutput();
}
