package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The sum of two or more inputs of one shape: the join of a residual branch. */
public record Add() implements Layer {
  @Override
  public String type() {
    return "Add";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() != 1) {
      throw new IllegalArgumentException(
          "Add: expected two or more inputs of one shape, found " + inputs);
    }
    return inputs.getFirst();
  }

  @Override
  public Step bind(Site site) {
    Arithmetic arithmetic = site.backend().arithmetic();
    int count = site.inputs();
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(site.input(i));
    }
    Tensor y = site.output();
    Step forward =
        () -> {
          arithmetic.add(inputs.get(0), inputs.get(1), y);
          for (int i = 2; i < count; i++) {
            arithmetic.add(y, inputs.get(i), y);
          }
        };
    if (!site.learns()) {
      return forward;
    }
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (site.needsInputGradient(i)) {
        gradients.add(site.inputGradient(i));
      }
    }
    Tensor yGradient = site.outputGradient();
    return Step.of(
        forward::forward,
        () -> {
          for (int i = 0; i < gradients.size(); i++) {
            arithmetic.copy(yGradient, false, gradients.get(i));
          }
        });
  }
}
