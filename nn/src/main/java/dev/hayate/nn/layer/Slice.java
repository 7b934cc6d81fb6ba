package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * A part of a sample: in each dimension the elements from a first one on, at a distance that may be
 * negative. Has no gradient.
 *
 * @param from the first element in each dimension
 * @param sizes how many elements to take in each
 * @param steps the distance between two of them in each, not 0
 * @param dtype the type of the elements
 */
public record Slice(List<Integer> from, List<Integer> sizes, List<Integer> steps, DType dtype)
    implements ForwardLayer {
  /**
   * Checks that the lists go together.
   *
   * @throws IllegalArgumentException if their lengths differ
   */
  public Slice {
    from = List.copyOf(from);
    sizes = List.copyOf(sizes);
    steps = List.copyOf(steps);
    if (from.size() != sizes.size() || from.size() != steps.size() || steps.contains(0)) {
      throw new IllegalArgumentException(
          "Slice: from " + from + ", sizes " + sizes + ", steps " + steps + ": expected one each");
    }
  }

  static Slice of(Attributes attributes) {
    return new Slice(
        attributes.integers("from"),
        attributes.integers("sizes"),
        attributes.integers("steps"),
        Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Slice";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(
        Attributes.NONE.with("from", from).with("sizes", sizes).with("steps", steps), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    boolean fits = input.rank() == from.size();
    for (int axis = 0; fits && axis < from.size(); axis++) {
      long last = from.get(axis) + (long) steps.get(axis) * (sizes.get(axis) - 1);
      fits =
          sizes.get(axis) == 0
              || (sizes.get(axis) > 0
                  && from.get(axis) >= 0
                  && from.get(axis) < input.dim(axis)
                  && last >= 0
                  && last < input.dim(axis));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "Slice: the input is "
              + input
              + ", from "
              + from
              + ", sizes "
              + sizes
              + ", steps "
              + steps
              + ": expected a part of it");
    }
    return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public Step forward(Site site) {
    Tensor x = site.input(0);
    long[] strides = StridedStep.own(x);
    long start = 0;
    for (int axis = 0; axis < from.size(); axis++) {
      start += strides[axis + 1] * from.get(axis);
      strides[axis + 1] *= steps.get(axis);
    }
    return Scoring.move(x, start, strides, site.output());
  }
}
