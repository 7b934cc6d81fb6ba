package dev.hayate.nn.layer;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Tanh;
import java.util.List;
import java.util.function.Function;

/**
 * The activations that a model description or a command line can name: one line each.
 *
 * <p>An entry has PyTorch's module name, as in {@code ReLU}; its lower-case form is what a command
 * line takes.
 */
public final class ActivationCatalog {
  private record Entry(
      String type,
      Class<? extends Activation> kind,
      Function<Attributes, Activation> read,
      Function<Activation, Attributes> write) {

    static Entry plain(String type, Activation only) {
      return new Entry(type, only.getClass(), attributes -> only, activation -> Attributes.NONE);
    }
  }

  private static final List<Entry> ENTRIES =
      List.of(
          Entry.plain("Identity", new Identity()),
          Entry.plain("ReLU", new Relu()),
          Entry.plain("Sigmoid", new Sigmoid()),
          Entry.plain("Tanh", new Tanh()));

  private ActivationCatalog() {}

  /** The names of all activations, as in {@code ReLU}. */
  public static List<String> types() {
    return ENTRIES.stream().map(Entry::type).toList();
  }

  /**
   * The activation of a name, with its usual parameters; upper and lower case are the same.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Activation named(String name) {
    for (Entry entry : ENTRIES) {
      if (entry.type.equalsIgnoreCase(name)) {
        return entry.read.apply(Attributes.NONE);
      }
    }
    throw new IllegalArgumentException(
        "activation " + name + ": expected one of " + String.join(", ", types()));
  }

  static Layer layer(String type, Attributes attributes) {
    for (Entry entry : ENTRIES) {
      if (entry.type.equals(type)) {
        return new Elementwise(entry.read.apply(attributes));
      }
    }
    throw new IllegalArgumentException("layer " + type + " is no activation");
  }

  static String type(Activation activation) {
    return entry(activation).type;
  }

  static Attributes attributes(Activation activation) {
    return entry(activation).write.apply(activation);
  }

  private static Entry entry(Activation activation) {
    for (Entry entry : ENTRIES) {
      if (entry.kind == activation.getClass()) {
        return entry;
      }
    }
    throw new IllegalArgumentException(
        "activation " + activation.name() + ": it is not in the catalog");
  }
}
