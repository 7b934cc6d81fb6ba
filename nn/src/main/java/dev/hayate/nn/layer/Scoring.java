package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** What layers have in common that only go forward: those that imported models need beside ours. */
final class Scoring {
  private Scoring() {}

  /** An element of either type. */
  static double get(MemorySegment from, DType type, long index) {
    return type == DType.I32
        ? from.getAtIndex(ValueLayout.JAVA_INT, index)
        : from.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  /** Sets an element of either type; whole numbers are cut towards 0. */
  static void set(MemorySegment to, DType type, long index, double value) {
    if (type == DType.I32) {
      to.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
    } else {
      to.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
    }
  }

  /** Settings with the type of the elements, where that is not float32. */
  static Attributes typed(Attributes attributes, DType type) {
    return type == DType.F32 ? attributes : attributes.with("dtype", type.name());
  }

  /** The type of the elements in such settings. */
  static DType type(Attributes attributes) {
    return attributes.values().containsKey("dtype")
        ? DType.valueOf(attributes.text("dtype"))
        : DType.F32;
  }

  /**
   * The shape that samples have together when each is repeated along dimensions that it lacks or
   * has once, as NumPy does it.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  static Shape together(String type, List<Shape> inputs) {
    int rank = inputs.stream().mapToInt(Shape::rank).max().orElse(0);
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    for (Shape input : inputs) {
      int gap = rank - input.rank();
      for (int axis = 0; axis < input.rank(); axis++) {
        int dim = input.dim(axis);
        if (dim != 1 && dims[axis + gap] != 1 && dims[axis + gap] != dim) {
          throw new IllegalArgumentException(
              type + ": expected inputs that can be repeated to one shape, found " + inputs);
        }
        dims[axis + gap] = dim == 1 ? dims[axis + gap] : dim;
      }
    }
    return Shape.of(dims);
  }

  /** A step that copies elements of four bytes from wherever a walk finds them. */
  static Step move(Tensor from, long start, long[] strides, Tensor to) {
    MemorySegment source = from.segment();
    MemorySegment target = to.segment();
    return new StridedStep(to.shape(), new long[] {start}, new long[][] {strides}) {
      @Override
      void run(long first, int count) {
        long x = at[0];
        long apart = distance[0];
        for (int i = 0; i < count; i++) {
          int bits = source.getAtIndex(ValueLayout.JAVA_INT, x + i * apart);
          target.setAtIndex(ValueLayout.JAVA_INT, first + i, bits);
        }
      }
    };
  }
}
