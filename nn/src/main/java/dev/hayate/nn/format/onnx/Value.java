package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import java.util.Arrays;

/**
 * What a name in a file's graph stands for while it is read: values that are known already, or
 * values that the model will compute for every sample of a batch.
 */
sealed interface Value permits Known, Made {
  /** The type of the elements in the file. */
  ElementType type();

  /** The number of dimensions, the batch among them where there is one. */
  int rank();

  /** The dimensions for messages, as in {@code [N, 784]}. */
  String describe();

  /** Dimensions for messages. */
  static String text(String first, int[] rest) {
    String all = Arrays.toString(rest);
    return first.isEmpty() ? all : "[" + first + (rest.length == 0 ? "" : ", ") + all.substring(1);
  }
}
