package dev.hayate.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Chains of dense layers, run for a few samples at a time: what scoring spends its time on, in one
 * operation, with the weights in float32 or in fewer bits. Sums are made in float32; weights in
 * fewer bits are widened as they are read.
 *
 * <p>It is meant for few rows, where reading the weights takes longer than computing with them.
 * From about eight rows on, products of packed matrices are faster.
 */
public abstract class Perceptrons {
  private static final String NAME = "perceptron";

  /** For backends. */
  protected Perceptrons() {}

  /**
   * Chains that are run layer by layer, by the products of a backend.
   *
   * @param backend is asked for its {@link Backend#products} when a chain is packed or bound
   */
  public static Perceptrons layered(Backend backend) {
    return new LayeredPerceptrons(backend);
  }

  /**
   * Rearranges the weights of some layers, and copies the biases.
   *
   * @param layers at least one, each of the size of what the one before puts out
   * @param type how the weights are kept
   * @param arena owns the memory
   * @throws IllegalArgumentException if there is no layer, sizes do not fit, or a weight is not
   *     finite and the type asks for a scale
   */
  public final Perceptron pack(List<Dense> layers, WeightType type, Arena arena) {
    if (layers.isEmpty()) {
      throw Operands.refuse("pack", "no layers: expected one or more");
    }
    int in = layers.getFirst().in();
    for (Dense layer : layers) {
      Operands.floats("pack", "weight", layer.weight());
      if (layer.in() != in) {
        throw Operands.refuse(
            "pack",
            "weight is " + layer.weight().describe() + ": expected " + in + " rows, one per input");
      }
      in = layer.out();
      if (layer.epilogue().hasBias()) {
        Operands.dense("pack", "bias", layer.epilogue().bias());
        Operands.size("pack", "bias", layer.epilogue().bias(), in, "one for each column of weight");
      }
    }
    return rearrange(layers, type, arena);
  }

  /**
   * A call that runs all layers, for these operands: what can be decided and checked is decided and
   * checked here, and the call allocates nothing. NaN and infinities pass through as in {@link
   * Products}; with scaled weights the sums are made before they are scaled, and inputs above 1e28
   * may overflow.
   *
   * @param x {@code [m, inputs]}
   * @param perceptron made by {@link #pack} of this family
   * @param scratch contiguous, {@link Perceptron#scratch} floats or more, of any content, and
   *     written by every call
   * @param y {@code [m, outputs]}; shares memory with no other operand
   * @throws IllegalArgumentException if a type or a shape does not fit, operands overlap, or
   *     another family packed the perceptron
   */
  public final Runnable bind(Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    check(x, perceptron, scratch, y);
    return y.size() == 0 ? () -> {} : call(x, perceptron, scratch, y);
  }

  /**
   * As {@link #bind}, but a call that takes its samples from the native segment that it is given,
   * which must hold what x would hold and share memory with neither scratch nor y. Absent where
   * reading them there saves nothing over copying them to x.
   *
   * @param x contiguous; neither read nor written
   * @throws IllegalArgumentException as {@link #bind}
   */
  public final Optional<Consumer<MemorySegment>> bindElsewhere(
      Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    check(x, perceptron, scratch, y);
    Operands.dense(NAME, "x", x);
    return y.size() == 0 ? Optional.empty() : callElsewhere(x, perceptron, scratch, y);
  }

  private static void check(Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    Operands.floats(NAME, "x", x);
    Operands.floats(NAME, "y", y);
    Operands.dense(NAME, "scratch", scratch);
    if (x.cols() != perceptron.inputs()
        || y.cols() != perceptron.outputs()
        || x.rows() != y.rows()) {
      throw Operands.refuse(
          NAME,
          Operands.pair("x", x, "y", y)
              + ": expected rows of "
              + perceptron.inputs()
              + " and as many of "
              + perceptron.outputs());
    }
    if (scratch.size() < perceptron.scratch(x.rows())) {
      throw Operands.refuse(
          NAME,
          "scratch is "
              + scratch.describe()
              + ": expected "
              + perceptron.scratch(x.rows())
              + " elements or more");
    }
    Operands.disjoint(NAME, "x", x, "y", y);
    Operands.disjoint(NAME, "scratch", scratch, "x", x);
    Operands.disjoint(NAME, "scratch", scratch, "y", y);
  }

  /** Packs layers that were checked. */
  protected abstract Perceptron rearrange(List<Dense> layers, WeightType type, Arena arena);

  /** The call, operands checked but for who packed them, y not empty. */
  protected abstract Runnable call(Tensor x, Perceptron perceptron, Tensor scratch, Tensor y);

  /** The call with samples from elsewhere, checked likewise; absent unless overridden. */
  protected Optional<Consumer<MemorySegment>> callElsewhere(
      Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    return Optional.empty();
  }
}
