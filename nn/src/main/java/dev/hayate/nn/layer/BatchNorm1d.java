package dev.hayate.nn.layer;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Constant;
import java.util.List;

/**
 * Batch normalisation of every channel, as {@code torch.nn.BatchNorm1d} with running statistics.
 * The channels are the first dimension of a sample: {@code [features]} or {@code [features, ...]}.
 *
 * @param features the number of channels
 * @param epsilon added to the variance
 * @param momentum how far the running statistics move towards a batch's
 * @param affine whether there are a weight and a bias
 */
public record BatchNorm1d(int features, double epsilon, double momentum, boolean affine)
    implements Layer {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BatchNorm1d {
    if (features < 1 || !(epsilon >= 0) || !(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "BatchNorm1d: features "
              + features
              + ", epsilon "
              + epsilon
              + ", momentum "
              + momentum
              + ": expected 1 or more, 0 or more, 0 to 1");
    }
  }

  /** PyTorch's defaults: epsilon 1e-5, momentum 0.1, with weight and bias. */
  public static BatchNorm1d of(int features) {
    return new BatchNorm1d(features, 1e-5, 0.1, true);
  }

  static BatchNorm1d of(Attributes attributes) {
    return new BatchNorm1d(
        attributes.integer("num_features"),
        attributes.number("eps"),
        attributes.number("momentum"),
        attributes.flag("affine"));
  }

  @Override
  public String type() {
    return "BatchNorm1d";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("num_features", features)
        .with("eps", epsilon)
        .with("momentum", momentum)
        .with("affine", affine);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() == 0 || input.dim(0) != features || input.size() == 0) {
      throw new IllegalArgumentException(
          "BatchNorm1d: the input is " + input + ": expected a first dimension of " + features);
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = Affine.specs(Shape.of(features), affine, affine);
    specs.add(ParameterSpec.buffer("running_mean", Shape.of(features), new Constant(0)));
    specs.add(ParameterSpec.buffer("running_var", Shape.of(features), new Constant(1)));
    return specs;
  }

  @Override
  public Step bind(Site site) {
    Normalizations normalizations = site.backend().normalizations();
    Tensor x = site.input(0);
    Tensor y = site.output();
    Affine values = Affine.values(site, features, affine, affine);
    ChannelNorm norm =
        new ChannelNorm(
            values.weight(),
            values.bias(),
            site.parameter("running_mean"),
            site.parameter("running_var"),
            site.scratch(Shape.of(features)),
            site.scratch(Shape.of(features)),
            inner(x),
            epsilon);
    Step forward =
        site.training()
            ? () -> normalizations.batchNorm(norm, momentum, x, y)
            : () -> normalizations.batchNormFixed(norm, x, y);
    if (!site.learns()) {
      return forward;
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradientOrScratch(0);
    Affine gradients = Affine.gradients(site, features, affine, affine);
    Tensor weight = gradients.weight();
    Tensor bias = gradients.bias();
    return Step.of(
        forward::forward,
        site.training()
            ? () -> normalizations.batchNormBackward(norm, x, yGradient, xGradient, weight, bias)
            : () ->
                normalizations.batchNormFixedBackward(norm, x, yGradient, xGradient, weight, bias));
  }

  private int inner(Tensor x) {
    int size = 1;
    for (int axis = 2; axis < x.shape().rank(); axis++) {
      size *= x.shape().dim(axis);
    }
    return size;
  }
}
