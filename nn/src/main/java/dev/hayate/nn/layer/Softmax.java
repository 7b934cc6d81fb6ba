package dev.hayate.nn.layer;

import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/** Softmax over the last dimension, as {@code torch.nn.Softmax(-1)}. */
public record Softmax() implements Layer {
  @Override
  public String type() {
    return "Softmax";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.single(type(), inputs);
  }

  @Override
  public Step bind(Site site) {
    Normalizations normalizations = site.backend().normalizations();
    Tensor x = site.input(0);
    Tensor y = site.output();
    if (!site.learns()) {
      return () -> normalizations.softmax(x, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradient(0);
    return Step.of(
        () -> normalizations.softmax(x, y),
        () -> normalizations.softmaxBackward(y, yGradient, xGradient));
  }
}
