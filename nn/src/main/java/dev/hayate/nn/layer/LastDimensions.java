package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import java.util.Arrays;
import java.util.List;

/** The last dimensions of a sample, over which some normalisations run. */
final class LastDimensions {
  private LastDimensions() {}

  /** Refuses an input that does not end with the given dimensions. */
  static Shape check(String type, Shape shape, List<Shape> inputs) {
    Shape input = Layer.single(type, inputs);
    int[] dims = input.dims();
    int from = dims.length - shape.rank();
    if (from < 0 || !Arrays.equals(Arrays.copyOfRange(dims, from, dims.length), shape.dims())) {
      throw new IllegalArgumentException(
          type + ": the input is " + input + ": expected it to end with " + shape);
    }
    return input;
  }

  /** Refuses a shape to normalise over that is empty. */
  static void checkNotEmpty(String type, Shape shape) {
    if (shape.rank() == 0 || shape.size() == 0) {
      throw new IllegalArgumentException(
          type + ": shape " + shape + ": expected one or more dimensions, none of them 0");
    }
  }
}
