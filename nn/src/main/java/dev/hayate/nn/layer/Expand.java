package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * A sample repeated along dimensions that it lacks or has once. Has no gradient.
 *
 * @param shape the shape of the result
 * @param dtype the type of the elements
 */
public record Expand(Shape shape, DType dtype) implements ForwardLayer {
  static Expand of(Attributes attributes) {
    return new Expand(attributes.shape("shape"), Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Expand";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE.with("shape", shape), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (!Scoring.together(type(), List.of(input, shape)).equals(shape)) {
      throw new IllegalArgumentException(
          "Expand: the input is " + input + ": expected one that can be repeated to " + shape);
    }
    return shape;
  }

  @Override
  public Step forward(Site site) {
    Tensor x = site.input(0);
    Tensor y = site.output();
    return Scoring.move(x, 0, StridedStep.repeated(x.shape(), y.shape()), y);
  }
}
