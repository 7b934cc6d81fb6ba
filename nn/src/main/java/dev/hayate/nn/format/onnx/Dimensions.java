package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.List;

/** Turns the dimensions that a file claims into a {@link Shape}, or refuses them. */
final class Dimensions {
  private static final String WHAT = "onnx dimensions";

  private Dimensions() {}

  /** The shape of dimensions of any size and sign. */
  static Shape shape(List<Long> dims, Place place) throws ModelFormatException {
    return shape(dims.stream().mapToLong(Long::longValue).toArray(), place);
  }

  /** The shape of dimensions of any size and sign. */
  static Shape shape(long[] dims, Place place) throws ModelFormatException {
    if (dims.length > Shape.MAX_RANK) {
      throw new ModelFormatException(
          WHAT, place, "at most " + Shape.MAX_RANK + " dimensions", Integer.toString(dims.length));
    }
    int[] ints = new int[dims.length];
    for (int i = 0; i < ints.length; i++) {
      if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
        throw new ModelFormatException(
            WHAT, place, "dimensions from 0 to " + Integer.MAX_VALUE, Long.toString(dims[i]));
      }
      ints[i] = (int) dims[i];
    }
    try {
      return Shape.of(ints);
    } catch (IllegalArgumentException tooMany) {
      throw new ModelFormatException(
          WHAT, place, "a shape whose elements can be counted", java.util.Arrays.toString(ints));
    }
  }
}
