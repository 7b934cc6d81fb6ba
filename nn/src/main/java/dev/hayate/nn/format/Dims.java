package dev.hayate.nn.format;

import dev.hayate.kernels.Shape;
import java.util.List;

/** Turns the dimensions that a file claims into a {@link Shape}, or refuses them. */
final class Dims {
  private Dims() {}

  /**
   * The shape of dimensions of any size and sign.
   *
   * @throws ModelFormatException if there are too many, one is negative or beyond an int, or the
   *     number of elements or rows overflows
   */
  static Shape shape(String what, Place place, List<Long> dims) throws ModelFormatException {
    if (dims.size() > Shape.MAX_RANK) {
      throw new ModelFormatException(
          what, place, "at most " + Shape.MAX_RANK + " dimensions", Integer.toString(dims.size()));
    }
    int[] ints = new int[dims.size()];
    for (int i = 0; i < ints.length; i++) {
      long dim = dims.get(i);
      if (dim < 0 || dim > Integer.MAX_VALUE) {
        throw new ModelFormatException(
            what,
            place,
            "dimensions from 0 to " + Integer.MAX_VALUE,
            dim + " in the shape " + dims);
      }
      ints[i] = (int) dim;
    }
    try {
      return Shape.of(ints);
    } catch (IllegalArgumentException tooMany) {
      ModelFormatException error =
          new ModelFormatException(
              what, place, "a shape whose elements can be counted", dims.toString());
      error.initCause(tooMany);
      throw error;
    }
  }
}
