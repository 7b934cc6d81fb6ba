package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The elements of a sample, in their order, under another shape. Has no gradient; {@link Flatten}
 * is for training.
 *
 * @param shape the new shape of a sample
 * @param dtype the type of the elements
 */
public record Reshape(Shape shape, DType dtype) implements ForwardLayer {
  static Reshape of(Attributes attributes) {
    return new Reshape(attributes.shape("shape"), Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Reshape";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE.with("shape", shape), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.size() != shape.size()) {
      throw new IllegalArgumentException(
          "Reshape: the input is " + input + ": expected as many elements as in " + shape);
    }
    return shape;
  }

  @Override
  public Step forward(Site site) {
    Tensor y = site.output();
    MemorySegment from = site.input(0).segment();
    MemorySegment to = y.segment();
    return () -> MemorySegment.copy(from, 0, to, 0, to.byteSize());
  }
}
