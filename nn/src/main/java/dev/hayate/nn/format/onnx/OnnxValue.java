package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.Place;
import java.util.List;

/**
 * An input or output of a file's graph.
 *
 * @param name its name
 * @param tensor whether its type is a tensor's
 * @param elementType ONNX's number of the elements' type
 * @param shaped whether its shape is given
 * @param dims the dimensions
 * @param place where it stands
 */
record OnnxValue(
    String name, boolean tensor, long elementType, boolean shaped, List<Dim> dims, Place place) {
  /** A dimension that the file leaves open. */
  static final long OPEN = -1;

  /**
   * One dimension.
   *
   * @param size {@link #OPEN} if the file leaves it open
   * @param name the name of an open one, which may be empty
   */
  record Dim(long size, String name) {
    @Override
    public String toString() {
      return size == OPEN ? Place.quote(name) : Long.toString(size);
    }
  }
}
