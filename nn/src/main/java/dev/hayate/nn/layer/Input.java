package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import java.util.List;

/**
 * Where data enters a model.
 *
 * @param shape the shape of one sample
 * @param outputType the type of the elements: int32 for numbers of rows of an embedding
 */
public record Input(Shape shape, DType outputType) implements Layer {
  /** Float32 data. */
  public Input(Shape shape) {
    this(shape, DType.F32);
  }

  @Override
  public Attributes attributes() {
    return outputType == DType.F32
        ? Attributes.NONE
        : Attributes.NONE.with("dtype", outputType.name());
  }

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
