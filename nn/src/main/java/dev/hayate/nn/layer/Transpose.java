package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * The dimensions of a sample in another order, as {@code torch.permute}: the output's dimension i
 * is the input's {@code order[i]}. Has no gradient.
 *
 * @param order every dimension of the sample once, counted from 0 without the batch
 * @param dtype the type of the elements
 */
public record Transpose(List<Integer> order, DType dtype) implements ForwardLayer {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if a dimension is missing or there twice
   */
  public Transpose {
    order = List.copyOf(order);
    boolean[] seen = new boolean[order.size()];
    for (int axis : order) {
      if (axis < 0 || axis >= seen.length || seen[axis]) {
        throw new IllegalArgumentException(
            "Transpose: order " + order + ": expected every dimension once");
      }
      seen[axis] = true;
    }
  }

  static Transpose of(Attributes attributes) {
    return new Transpose(attributes.integers("order"), Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Transpose";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE.with("order", order), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() != order.size()) {
      throw new IllegalArgumentException(
          "Transpose: the input is " + input + ": expected " + order.size() + " dimensions");
    }
    return Shape.of(order.stream().mapToInt(input::dim).toArray());
  }

  @Override
  public Step forward(Site site) {
    Tensor x = site.input(0);
    long[] own = StridedStep.own(x);
    long[] strides = own.clone();
    for (int axis = 0; axis < order.size(); axis++) {
      strides[axis + 1] = own[order.get(axis) + 1];
    }
    return Scoring.move(x, 0, strides, site.output());
  }
}
