package dev.hayate.nn.layer;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * An activation applied to every element, of a tensor of any shape.
 *
 * @param activation the function
 */
public record Elementwise(Activation activation) implements Layer {
  @Override
  public String type() {
    return ActivationCatalog.type(activation);
  }

  @Override
  public Attributes attributes() {
    return ActivationCatalog.attributes(activation);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.single(type(), inputs);
  }

  @Override
  public Step bind(Site site) {
    Activations activations = site.backend().activations();
    Tensor x = site.input(0);
    Tensor y = site.output();
    if (!site.learns()) {
      return () -> activations.forward(activation, x, y);
    }
    Tensor saved = activation.savesOutput() ? y : x;
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradient(0);
    return Step.of(
        () -> activations.forward(activation, x, y),
        () -> activations.backward(activation, saved, yGradient, xGradient));
  }
}
