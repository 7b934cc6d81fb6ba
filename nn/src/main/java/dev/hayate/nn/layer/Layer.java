package dev.hayate.nn.layer;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One operation of a model: an immutable description that knows its shapes and parameters, and how
 * to bind itself to tensors. Shapes are per sample, without the batch.
 *
 * <p>To add a layer is one file that implements this and one line in {@link LayerCatalog}.
 */
public interface Layer {
  /** PyTorch's name for the layer, as in {@code Linear}: how model descriptions call it. */
  String type();

  /**
   * The shape of the output for given inputs.
   *
   * @throws IllegalArgumentException if their number or shapes do not fit, saying what was expected
   */
  Shape outputShape(List<Shape> inputs);

  /** What describes this layer besides its type. */
  default Attributes attributes() {
    return Attributes.NONE;
  }

  /** The parameters, in the order in which PyTorch lists them. */
  default List<ParameterSpec> parameters() {
    return List.of();
  }

  /** The type of the output's elements; only inputs have another than float32. */
  default DType outputType() {
    return DType.F32;
  }

  /** The type of the elements of one input; only layers that look rows up ask for whole numbers. */
  default DType inputType(int index) {
    return DType.F32;
  }

  /** Whether there is a parameter that an optimizer changes. */
  default boolean isTrained() {
    return parameters().stream().anyMatch(ParameterSpec::trained);
  }

  /** The number of multiplications with an addition that one sample takes in products. */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /**
   * One layer that does the work of this one and of the next, which alone reads this one's output.
   * It must have this layer's parameters and inputs and the next one's output.
   *
   * @param training whether the result must be able to go backward
   */
  default Optional<Layer> fuse(Layer next, boolean training) {
    return Optional.empty();
  }

  /**
   * The activation that this layer applies last, if the gradient of that is computed from the
   * output alone. Whoever writes the gradient of the output may then apply it in this layer's
   * place: {@link Site#outputGradientIsFinished}.
   */
  default Optional<Activation> lastActivation() {
    return Optional.empty();
  }

  /**
   * Whether the backward pass does to the inputs' gradients, as it writes them, what {@link
   * Site#inputGradientEpilogue} says.
   */
  default boolean finishesInputGradients() {
    return false;
  }

  /** This layer at one place of a plan, for one batch size. */
  Step bind(Site site);

  /** The only input's shape, for layers that have one. */
  static Shape single(String type, List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          type + ": expected 1 input, found " + inputs.size() + " " + inputs);
    }
    return inputs.getFirst();
  }

  /**
   * This layer as one of a perceptron, if it is one: over the last dimension, of parameters alone.
   *
   * @param parameters its parameters by their own names, in their layout of memory
   */
  default Optional<Dense> dense(Function<String, Tensor> parameters) {
    return Optional.empty();
  }
}
