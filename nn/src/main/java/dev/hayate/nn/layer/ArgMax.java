package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * The place of the largest or smallest element of the last dimension; the first NaN comes before
 * any number. Has no gradient.
 *
 * @param smallest whether the smallest is looked for
 * @param last whether the last of equals is taken, not the first
 * @param keep whether the dimension stays with a size of 1
 */
public record ArgMax(boolean smallest, boolean last, boolean keep) implements ForwardLayer {
  static ArgMax of(Attributes attributes) {
    return new ArgMax(
        attributes.flag("smallest"), attributes.flag("last"), attributes.flag("keep"));
  }

  @Override
  public String type() {
    return "ArgMax";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE.with("smallest", smallest).with("last", last).with("keep", keep);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() == 0 || input.cols() == 0) {
      throw new IllegalArgumentException(
          "ArgMax: the input is " + input + ": expected a last dimension that is not empty");
    }
    int[] dims = Arrays.copyOf(input.dims(), keep ? input.rank() : input.rank() - 1);
    if (keep) {
      dims[dims.length - 1] = 1;
    }
    return Shape.of(dims);
  }

  @Override
  public DType outputType() {
    return DType.I32;
  }

  @Override
  public Step forward(Site site) {
    MemorySegment from = site.input(0).segment();
    Tensor y = site.output();
    MemorySegment to = y.segment();
    int cols = site.input(0).cols();
    long rows = y.size();
    return () -> {
      for (long row = 0; row < rows; row++) {
        to.setAtIndex(ValueLayout.JAVA_INT, row, find(from, row * cols, cols));
      }
    };
  }

  private int find(MemorySegment from, long begin, int cols) {
    int best = 0;
    float value = from.getAtIndex(ValueLayout.JAVA_FLOAT, begin);
    for (int i = 1; i < cols && !Float.isNaN(value); i++) {
      float x = from.getAtIndex(ValueLayout.JAVA_FLOAT, begin + i);
      boolean better = smallest ? x < value : x > value;
      if (better || Float.isNaN(x) || (last && x == value)) {
        best = i;
        value = x;
      }
    }
    return best;
  }
}
