package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/** The product of two inputs of one shape, element by element, as a gate needs it. */
public record Multiply() implements Layer {
  @Override
  public String type() {
    return "Multiply";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 2 || !inputs.get(0).equals(inputs.get(1))) {
      throw new IllegalArgumentException(
          "Multiply: expected two inputs of one shape, found " + inputs);
    }
    return inputs.getFirst();
  }

  @Override
  public Step bind(Site site) {
    Arithmetic arithmetic = site.backend().arithmetic();
    Tensor a = site.input(0);
    Tensor b = site.input(1);
    Tensor y = site.output();
    if (!site.learns()) {
      return () -> arithmetic.multiply(a, b, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor aGradient = site.inputGradientOrScratch(0);
    Tensor bGradient = site.inputGradientOrScratch(1);
    return Step.of(
        () -> arithmetic.multiply(a, b, y),
        () -> {
          arithmetic.multiply(yGradient, b, aGradient);
          arithmetic.multiply(yGradient, a, bGradient);
        });
  }
}
