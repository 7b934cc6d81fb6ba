package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The second input where the first, of whole numbers, is not 0, and the third elsewhere; all three
 * are repeated along dimensions that they lack or have once. Has no gradient.
 *
 * @param dtype the type of the second and third input and of the result
 */
public record Where(DType dtype) implements ForwardLayer {
  static Where of(Attributes attributes) {
    return new Where(Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Where";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE, dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 3) {
      throw new IllegalArgumentException("Where: expected 3 inputs, found " + inputs);
    }
    return Scoring.together(type(), inputs);
  }

  @Override
  public DType inputType(int index) {
    return index == 0 ? DType.I32 : dtype;
  }

  @Override
  public Step forward(Site site) {
    Tensor y = site.output();
    MemorySegment to = y.segment();
    MemorySegment condition = site.input(0).segment();
    MemorySegment yes = site.input(1).segment();
    MemorySegment no = site.input(2).segment();
    long[][] strides = new long[3][];
    for (int i = 0; i < strides.length; i++) {
      strides[i] = StridedStep.repeated(site.input(i).shape(), y.shape());
    }
    return new StridedStep(y.shape(), new long[3], strides) {
      @Override
      void run(long first, int count) {
        for (int i = 0; i < count; i++) {
          boolean taken = condition.getAtIndex(ValueLayout.JAVA_INT, at[0] + i * distance[0]) != 0;
          int k = taken ? 1 : 2;
          MemorySegment from = taken ? yes : no;
          int bits = from.getAtIndex(ValueLayout.JAVA_INT, at[k] + i * distance[k]);
          to.setAtIndex(ValueLayout.JAVA_INT, first + i, bits);
        }
      }
    };
  }
}
