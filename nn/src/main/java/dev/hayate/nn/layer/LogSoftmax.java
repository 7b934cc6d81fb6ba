package dev.hayate.nn.layer;

import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/** Log-softmax over the last dimension, as {@code torch.nn.LogSoftmax(-1)}. */
public record LogSoftmax() implements Layer {
  @Override
  public String type() {
    return "LogSoftmax";
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
      return () -> normalizations.logSoftmax(x, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradient(0);
    return Step.of(
        () -> normalizations.logSoftmax(x, y),
        () -> normalizations.logSoftmaxBackward(y, yGradient, xGradient));
  }
}
