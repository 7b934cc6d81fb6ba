package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.ValueLayout;

/**
 * The values of a parameter in the layout of memory, with what was folded into them: one factor for
 * each column of the last dimension, or none.
 */
final class Weight {
  private static final double[] NONE = {};

  private final Known values;
  private final double[] factors;

  private Weight(Known values, double[] factors) {
    this.values = values;
    this.factors = factors;
  }

  /** The values without the factors, in the shape that memory has. */
  Known values() {
    return values;
  }

  static Weight of(Known values) {
    return new Weight(values, NONE);
  }

  /** These values with every column multiplied once more. */
  Weight times(double[] more) {
    double[] product = more.clone();
    for (int i = 0; i < factors.length; i++) {
      product[i] *= factors[i];
    }
    return new Weight(values, product);
  }

  /** Writes the values, each rounded once more if there are factors. */
  void copyTo(Tensor tensor) {
    values.copyTo(tensor);
    if (factors.length == 0) {
      return;
    }
    long size = tensor.size();
    for (long i = 0; i < size; i++) {
      double value = tensor.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
      double scaled = value * factors[(int) (i % factors.length)];
      tensor.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) scaled);
    }
  }
}
