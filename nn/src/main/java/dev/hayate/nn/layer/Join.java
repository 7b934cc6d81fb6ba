package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs one after the other in any dimension, as {@code torch.cat}. Has no gradient; {@link
 * Concat}, which joins the last dimension, is for training.
 *
 * @param axis the dimension of a sample, counted from 0 without the batch
 * @param dtype the type of the elements
 */
public record Join(int axis, DType dtype) implements ForwardLayer {
  static Join of(Attributes attributes) {
    return new Join(attributes.integer("axis"), Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Join";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE.with("axis", axis), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    long size = 0;
    boolean fits = !inputs.isEmpty() && axis >= 0 && axis < inputs.getFirst().rank();
    int[] dims = fits ? inputs.getFirst().dims() : new int[0];
    for (int i = 0; fits && i < inputs.size(); i++) {
      Shape input = inputs.get(i);
      fits = input.rank() == dims.length;
      for (int k = 0; fits && k < dims.length; k++) {
        fits = k == axis || input.dim(k) == dims[k];
      }
      size += fits ? input.dim(axis) : 0;
    }
    if (!fits || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Join: expected inputs that differ in dimension " + axis + " alone, found " + inputs);
    }
    dims[axis] = (int) size;
    return Shape.of(dims);
  }

  @Override
  public Step forward(Site site) {
    List<MemorySegment> inputs = new ArrayList<>();
    for (int i = 0; i < site.inputs(); i++) {
      inputs.add(site.input(i).segment());
    }
    Tensor y = site.output();
    MemorySegment to = y.segment();
    long rows = 1;
    for (int k = 0; k <= axis; k++) {
      rows *= y.shape().dim(k);
    }
    long count = rows;
    return () -> {
      long at = 0;
      for (long row = 0; row < count; row++) {
        for (int i = 0; i < inputs.size(); i++) {
          MemorySegment from = inputs.get(i);
          long bytes = from.byteSize() / count;
          MemorySegment.copy(from, row * bytes, to, at, bytes);
          at += bytes;
        }
      }
    };
  }
}
