package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import java.util.List;

/**
 * Normalisation by the root of the mean square over the last dimensions, as {@code
 * torch.nn.RMSNorm}.
 *
 * @param shape those dimensions
 * @param epsilon added to the mean square; PyTorch takes float32's 2^-23 if none is given
 * @param affine whether there is a weight
 */
public record RmsNorm(Shape shape, double epsilon, boolean affine) implements Layer {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is empty or epsilon negative
   */
  public RmsNorm {
    LastDimensions.checkNotEmpty("RmsNorm", shape);
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("RMSNorm: epsilon is " + epsilon + ": expected 0 or more");
    }
  }

  /** PyTorch's defaults: epsilon 2^-23, with a weight. */
  public static RmsNorm of(int... shape) {
    return new RmsNorm(Shape.of(shape), 0x1p-23, true);
  }

  static RmsNorm of(Attributes attributes) {
    return new RmsNorm(
        attributes.shape("normalized_shape"),
        attributes.number("eps"),
        attributes.flag("elementwise_affine"));
  }

  @Override
  public String type() {
    return "RMSNorm";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("normalized_shape", shape)
        .with("eps", epsilon)
        .with("elementwise_affine", affine);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return LastDimensions.check(type(), shape, inputs);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return Affine.specs(shape, affine, false);
  }

  @Override
  public Step bind(Site site) {
    int size = (int) shape.size();
    return GroupNormStep.bind(site, size, 1, 1, false, epsilon, affine, false);
  }
}
