package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import java.util.List;

/**
 * Normalisation of groups of channels of each sample, as {@code torch.nn.GroupNorm}. The channels
 * are the first dimension of a sample. With as many groups as channels it is instance
 * normalisation.
 *
 * @param groups the number of groups, a divisor of the channels
 * @param channels the number of channels
 * @param epsilon added to the variance
 * @param affine whether there are a weight and a bias for each channel
 */
public record GroupNorm(int groups, int channels, double epsilon, boolean affine) implements Layer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the channels cannot be shared out
   */
  public GroupNorm {
    if (groups < 1 || channels < 1 || channels % groups != 0 || !(epsilon >= 0)) {
      throw new IllegalArgumentException(
          "GroupNorm: "
              + channels
              + " channels in "
              + groups
              + " groups, epsilon "
              + epsilon
              + ": expected as many channels in each group, and 0 or more");
    }
  }

  /** PyTorch's defaults: epsilon 1e-5, with weight and bias. */
  public static GroupNorm of(int groups, int channels) {
    return new GroupNorm(groups, channels, 1e-5, true);
  }

  static GroupNorm of(Attributes attributes) {
    return new GroupNorm(
        attributes.integer("num_groups"),
        attributes.integer("num_channels"),
        attributes.number("eps"),
        attributes.flag("affine"));
  }

  @Override
  public String type() {
    return "GroupNorm";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("num_groups", groups)
        .with("num_channels", channels)
        .with("eps", epsilon)
        .with("affine", affine);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() == 0 || input.dim(0) != channels || input.size() == 0) {
      throw new IllegalArgumentException(
          "GroupNorm: the input is " + input + ": expected a first dimension of " + channels);
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return Affine.specs(Shape.of(channels), affine, affine);
  }

  @Override
  public Step bind(Site site) {
    int inner = 1;
    for (int axis = 2; axis < site.input(0).shape().rank(); axis++) {
      inner *= site.input(0).shape().dim(axis);
    }
    return GroupNormStep.bind(site, channels, groups, inner, true, epsilon, affine, affine);
  }
}
