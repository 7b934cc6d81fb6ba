package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import java.util.List;

/**
 * Where data enters a model.
 *
 * @param shape the shape of one sample
 */
public record Input(Shape shape) implements Layer {
  @Override
  public String type() {
    return "Input";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (!inputs.isEmpty()) {
      throw new IllegalArgumentException("Input: expected no input, found " + inputs);
    }
    return shape;
  }

  @Override
  public Step bind(Site site) {
    return Step.NOTHING;
  }
}
