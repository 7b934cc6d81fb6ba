package dev.hayate.kernels;

import dev.hayate.kernels.activation.Identity;
import java.lang.foreign.MemorySegment;

/**
 * What a matrix product does to each element of its result while it is still in a register: add a
 * bias by column, then apply an activation. Immutable.
 */
public final class Epilogue {
  private static final Tensor NO_BIAS = Tensor.wrap(MemorySegment.NULL, Shape.of(0));
  private static final Activation IDENTITY = new Identity();

  /** Leaves the product as it is. */
  public static final Epilogue NONE = new Epilogue(NO_BIAS, IDENTITY);

  private final Tensor bias;
  private final Activation activation;

  private Epilogue(Tensor bias, Activation activation) {
    this.bias = bias;
    this.activation = activation;
  }

  /** Adds {@code bias[column]} to every element. */
  public static Epilogue bias(Tensor bias) {
    return new Epilogue(bias, IDENTITY);
  }

  /** Adds {@code bias[column]} to every element, then applies the activation. */
  public static Epilogue bias(Tensor bias, Activation activation) {
    return new Epilogue(bias, activation);
  }

  /** Applies the activation to every element. */
  public static Epilogue activation(Activation activation) {
    return new Epilogue(NO_BIAS, activation);
  }

  /** Whether there is a bias to add. */
  public boolean hasBias() {
    return bias != NO_BIAS;
  }

  /** The bias, one element for each column; empty if {@link #hasBias()} is false. */
  public Tensor bias() {
    return bias;
  }

  /** Whether there is an activation other than the identity. */
  public boolean hasActivation() {
    return !(activation instanceof Identity);
  }

  /** The activation; the identity if there is none. */
  public Activation activation() {
    return activation;
  }
}
