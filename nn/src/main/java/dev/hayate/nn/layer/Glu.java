package dev.hayate.nn.layer;

import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * The first half of the last dimension, gated by the sigmoid of the second, as {@code
 * torch.nn.GLU}.
 */
public record Glu() implements Layer {
  @Override
  public String type() {
    return "GLU";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() == 0 || input.cols() % 2 != 0) {
      throw new IllegalArgumentException(
          "GLU: the input is " + input + ": expected an even last dimension");
    }
    int[] dims = input.dims();
    dims[dims.length - 1] /= 2;
    return Shape.of(dims);
  }

  @Override
  public Step bind(Site site) {
    Activations activations = site.backend().activations();
    Tensor x = site.input(0);
    Tensor y = site.output();
    if (!site.learns()) {
      return () -> activations.glu(x, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradient(0);
    return Step.of(
        () -> activations.glu(x, y), () -> activations.gluBackward(x, yGradient, xGradient));
  }
}
