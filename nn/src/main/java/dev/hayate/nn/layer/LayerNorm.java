package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import java.util.List;

/**
 * Layer normalisation over the last dimensions, as {@code torch.nn.LayerNorm}.
 *
 * @param shape those dimensions
 * @param epsilon added to the variance
 * @param affine whether there is a weight
 * @param bias whether there is a bias beside it
 */
public record LayerNorm(Shape shape, double epsilon, boolean affine, boolean bias)
    implements Layer {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is empty or epsilon negative
   */
  public LayerNorm {
    LastDimensions.checkNotEmpty("LayerNorm", shape);
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException(
          "LayerNorm: epsilon is " + epsilon + ": expected 0 or more");
    }
  }

  /** PyTorch's defaults: epsilon 1e-5, with weight and bias. */
  public static LayerNorm of(int... shape) {
    return new LayerNorm(Shape.of(shape), 1e-5, true, true);
  }

  static LayerNorm of(Attributes attributes) {
    return new LayerNorm(
        attributes.shape("normalized_shape"),
        attributes.number("eps"),
        attributes.flag("elementwise_affine"),
        attributes.flag("bias"));
  }

  @Override
  public String type() {
    return "LayerNorm";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("normalized_shape", shape)
        .with("eps", epsilon)
        .with("elementwise_affine", affine)
        .with("bias", bias);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return LastDimensions.check(type(), shape, inputs);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return Affine.specs(shape, affine, affine && bias);
  }

  @Override
  public Step bind(Site site) {
    int size = (int) shape.size();
    return GroupNormStep.bind(site, size, 1, 1, true, epsilon, affine, affine && bias);
  }
}
