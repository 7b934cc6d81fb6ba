package dev.hayate.kernels.vector;

import dev.hayate.kernels.vector.VectorPerceptron.Layer;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Makes the code of a small perceptron's own: a hidden copy of {@link LayerTemplate} for each
 * layer, each of which calls the next. The classes go with the last reference to the code.
 */
final class OwnCode {
  private OwnCode() {}

  /**
   * The code for a row of a perceptron.
   *
   * @param layers of float32 weights
   * @param memory what they are packed in
   * @param places where in scratch memory each layer reads what is not the row itself, and behind
   *     them where the last one writes
   */
  static RowCode of(Layer[] layers, MemorySegment memory, long[] places) {
    byte[] template = ActivationLoops.classFile(LayerTemplate.class);
    RowCode code = (x, xt, s, y, yt) -> {};
    for (int i = layers.length - 1; i >= 0; i--) {
      boolean last = i == layers.length - 1;
      code =
          copy(
              template,
              new LayerTemplate.Constants(
                  memory, layers[i], i == 0, places[i], places[i + 1], last, code));
    }
    return code;
  }

  private static RowCode copy(byte[] template, LayerTemplate.Constants constants) {
    try {
      MethodHandles.Lookup copy =
          MethodHandles.lookup().defineHiddenClassWithClassData(template, constants, true);
      return (RowCode)
          copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class))
              .asType(MethodType.methodType(RowCode.class))
              .invokeExact();
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }
}
