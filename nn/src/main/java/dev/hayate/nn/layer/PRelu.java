package dev.hayate.nn.layer;

import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Constant;
import java.util.List;

/**
 * A leaky ReLU whose slope is learnt, as {@code torch.nn.PReLU}: one slope for all, or one for each
 * channel, which is the first dimension of a sample.
 *
 * @param slopes 1, or the number of channels
 * @param initial the first value of each, usually 0.25
 */
public record PRelu(int slopes, double initial) implements Layer {
  static PRelu of(Attributes attributes) {
    return new PRelu(attributes.integer("num_parameters"), attributes.number("init"));
  }

  @Override
  public String type() {
    return "PReLU";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE.with("num_parameters", slopes).with("init", initial);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (slopes < 1 || (slopes > 1 && (input.rank() == 0 || input.dim(0) != slopes))) {
      throw new IllegalArgumentException(
          "PReLU: the input is " + input + ": expected a first dimension of " + slopes);
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(ParameterSpec.of("weight", Shape.of(slopes), new Constant((float) initial)));
  }

  @Override
  public Step bind(Site site) {
    Activations activations = site.backend().activations();
    Tensor x = site.input(0);
    Tensor y = site.output();
    Tensor slope = site.parameter("weight");
    int inner = x.rows() == 0 ? 1 : (int) (x.size() / x.shape().dim(0) / slopes);
    if (!site.learns()) {
      return () -> activations.prelu(x, slope, inner, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradientOrScratch(0);
    Tensor slopeGradient = site.parameterGradient("weight");
    return Step.of(
        () -> activations.prelu(x, slope, inner, y),
        () -> activations.preluBackward(x, slope, inner, yGradient, xGradient, slopeGradient));
  }
}
