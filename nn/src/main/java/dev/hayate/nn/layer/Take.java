package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The given places of one dimension of a sample, in the given order, as {@code torch.index_select}.
 * Has no gradient.
 *
 * @param axis the dimension, counted from 0 without the batch
 * @param places which of its elements
 * @param dtype the type of the elements
 */
public record Take(int axis, List<Integer> places, DType dtype) implements ForwardLayer {
  /** Copies the list. */
  public Take {
    places = List.copyOf(places);
  }

  static Take of(Attributes attributes) {
    return new Take(
        attributes.integer("axis"), attributes.integers("places"), Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Take";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE.with("axis", axis).with("places", places), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (axis < 0
        || axis >= input.rank()
        || places.stream().anyMatch(i -> i < 0 || i >= input.dim(axis))) {
      throw new IllegalArgumentException(
          "Take: the input is " + input + ": expected places within its dimension " + axis);
    }
    int[] dims = input.dims();
    dims[axis] = places.size();
    return Shape.of(dims);
  }

  @Override
  public Step forward(Site site) {
    Tensor x = site.input(0);
    MemorySegment from = x.segment();
    MemorySegment to = site.output().segment();
    long outer = 1;
    for (int k = 0; k <= axis; k++) {
      outer *= x.shape().dim(k);
    }
    long rows = outer;
    int[] taken = places.stream().mapToInt(Integer::intValue).toArray();
    int dim = x.shape().dim(axis + 1);
    long block = rows * dim == 0 ? 0 : from.byteSize() / (rows * dim);
    return () -> {
      long at = 0;
      for (long row = 0; row < rows; row++) {
        for (int i = 0; i < taken.length; i++) {
          MemorySegment.copy(from, (row * dim + taken[i]) * block, to, at, block);
          at += block;
        }
      }
    };
  }
}
