package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/** All dimensions of a sample as one, as {@code torch.nn.Flatten()}. */
public record Flatten() implements Layer {
  @Override
  public String type() {
    return "Flatten";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Math.toIntExact(Layer.single(type(), inputs).size()));
  }

  @Override
  public Step bind(Site site) {
    Arithmetic arithmetic = site.backend().arithmetic();
    Tensor y = site.output();
    Tensor x = site.input(0).reshape(y.shape());
    if (!site.learns()) {
      return () -> arithmetic.copy(x, false, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradient(0).reshape(y.shape());
    return Step.of(
        () -> arithmetic.copy(x, false, y), () -> arithmetic.copy(yGradient, false, xGradient));
  }
}
