package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.init.Initializer;

/**
 * What a layer says of one of its parameters.
 *
 * @param name PyTorch's name within the layer, as in {@code weight}
 * @param shape PyTorch's shape, which files have
 * @param transposed whether memory holds the transpose of that shape, a matrix: linear layers read
 *     their weights as {@code [in, out]}
 * @param trained whether an optimizer changes it; running statistics it does not
 * @param initializer gives the first values
 */
public record ParameterSpec(
    String name, Shape shape, boolean transposed, boolean trained, Initializer initializer) {
  /**
   * Checks that only matrices are transposed.
   *
   * @throws IllegalArgumentException if another shape is to be
   */
  public ParameterSpec {
    if (transposed && shape.rank() != 2) {
      throw new IllegalArgumentException(
          "parameter " + name + ": " + shape + " cannot be transposed: expected a matrix");
    }
  }

  /** A parameter that is trained, in PyTorch's layout. */
  public static ParameterSpec of(String name, Shape shape, Initializer initializer) {
    return new ParameterSpec(name, shape, false, true, initializer);
  }

  /** A matrix that is trained, transposed in memory. */
  public static ParameterSpec transposed(String name, Shape shape, Initializer initializer) {
    return new ParameterSpec(name, shape, true, true, initializer);
  }

  /** What PyTorch calls a buffer: kept with the parameters, but not trained. */
  public static ParameterSpec buffer(String name, Shape shape, Initializer initializer) {
    return new ParameterSpec(name, shape, false, false, initializer);
  }

  /** The shape in memory. */
  public Shape storage() {
    return transposed ? Shape.of(shape.dim(1), shape.dim(0)) : shape;
  }
}
