package dev.hayate.kernels;

import dev.hayate.kernels.activation.Identity;
import java.lang.foreign.MemorySegment;

/**
 * What a matrix product does to each element of its result while it is still in the innermost
 * cache. Forwards: add a bias by column, then apply an activation. Backwards: multiply by an
 * activation's derivative. Immutable.
 */
public final class Epilogue {
  private static final Tensor NO_TENSOR = Tensor.wrap(MemorySegment.NULL, Shape.of(0));
  private static final Activation IDENTITY = new Identity();

  /** Leaves the product as it is. */
  public static final Epilogue NONE = new Epilogue(NO_TENSOR, NO_TENSOR, IDENTITY);

  private final Tensor bias;
  private final Tensor saved;
  private final Activation activation;

  private Epilogue(Tensor bias, Tensor saved, Activation activation) {
    this.bias = bias;
    this.saved = saved;
    this.activation = activation;
  }

  /** Adds {@code bias[column]} to every element. */
  public static Epilogue bias(Tensor bias) {
    return new Epilogue(bias, NO_TENSOR, IDENTITY);
  }

  /** Adds {@code bias[column]} to every element, then applies the activation. */
  public static Epilogue bias(Tensor bias, Activation activation) {
    return new Epilogue(bias, NO_TENSOR, activation);
  }

  /** Applies the activation to every element. */
  public static Epilogue activation(Activation activation) {
    return new Epilogue(NO_TENSOR, NO_TENSOR, activation);
  }

  /**
   * Makes of every element, a gradient with respect to {@code y = f(x)}, the gradient with respect
   * to {@code x}: {@code f.gradient(saved[row][column], element)}, the same number as {@link
   * Activations#backward} gives. For the backward pass of a layer whose input was made by an
   * activation: its product {@code dY W'} then writes what the layer before needs, and nothing
   * reads or writes that gradient once more.
   *
   * @param f with the identity this is {@link #NONE}
   * @param saved the result's shape, any stride: {@code y} if {@link Activation#savesOutput()},
   *     else {@code x}
   */
  public static Epilogue gradient(Activation f, Tensor saved) {
    return f instanceof Identity ? NONE : new Epilogue(NO_TENSOR, saved, f);
  }

  /** Whether there is a bias to add. */
  public boolean hasBias() {
    return bias != NO_TENSOR;
  }

  /** The bias, one element for each column; empty if {@link #hasBias()} is false. */
  public Tensor bias() {
    return bias;
  }

  /** Whether elements are multiplied by the activation's derivative. Then there is no bias. */
  public boolean hasGradient() {
    return saved != NO_TENSOR;
  }

  /** What the derivative is computed from; empty if {@link #hasGradient()} is false. */
  public Tensor saved() {
    return saved;
  }

  /** Whether there is an activation other than the identity, to be applied or differentiated. */
  public boolean hasActivation() {
    return !(activation instanceof Identity);
  }

  /** The activation; the identity if there is none. */
  public Activation activation() {
    return activation;
  }
}
