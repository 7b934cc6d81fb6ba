package dev.hayate.kernels.vector;

import dev.hayate.kernels.vector.VectorPerceptron.Layer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes code for small perceptrons of one form: a hidden copy of {@link LayerTemplate} for each
 * layer, each of which calls the next. Perceptrons of the same sizes and activations share it, such
 * as a model and the newer version of it that takes its place. The classes go with the last of
 * them.
 */
final class OwnCode {
  private static final Map<List<Form>, WeakReference<Trial>> TRIALS = new HashMap<>();

  /** What a layer's code depends on. */
  private record Form(int in, int out, float floor, Optional<ActivationLoop> activation) {}

  private OwnCode() {}

  /**
   * The trial of the code for perceptrons of one form.
   *
   * @param layers of float32 weights
   * @param places where in scratch memory each layer reads what is not the row itself, and behind
   *     them where the last one writes
   */
  static Trial trial(Layer[] layers, long[] places) {
    List<Form> forms = new ArrayList<>();
    for (Layer layer : layers) {
      forms.add(new Form(layer.in, layer.out, layer.floor, layer.activation));
    }
    synchronized (TRIALS) {
      return Optional.ofNullable(TRIALS.get(forms))
          .map(WeakReference::get)
          .orElseGet(
              () -> {
                Trial trial = new Trial(() -> of(layers, places));
                TRIALS.values().removeIf(reference -> reference.refersTo(null));
                TRIALS.put(forms, new WeakReference<>(trial));
                return trial;
              });
    }
  }

  /** The code for a row; of the layers only their form matters. */
  static RowCode of(Layer[] layers, long[] places) {
    byte[] template = Templates.classFile(LayerTemplate.class);
    RowCode code = (x, xt, weights, s, y, yt) -> {};
    for (int i = layers.length - 1; i >= 0; i--) {
      boolean last = i == layers.length - 1;
      code =
          copy(
              template,
              new LayerTemplate.Constants(layers[i], i == 0, places[i], places[i + 1], last, code));
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
