package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.ValueLayout;

/** Element access by position, for operands that were checked. */
final class Elements {
  private Elements() {}

  static float get(Tensor tensor, long index) {
    return tensor.segment().get(ValueLayout.JAVA_FLOAT, index * Float.BYTES);
  }

  static void set(Tensor tensor, long index, double value) {
    tensor.segment().set(ValueLayout.JAVA_FLOAT, index * Float.BYTES, (float) value);
  }

  static int getInt(Tensor tensor, long index) {
    return tensor.segment().get(ValueLayout.JAVA_INT, index * Integer.BYTES);
  }
}
