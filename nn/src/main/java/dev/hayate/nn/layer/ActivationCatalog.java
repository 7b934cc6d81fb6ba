package dev.hayate.nn.layer;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import dev.hayate.kernels.activation.Threshold;
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
      Attributes usual,
      Function<Attributes, Activation> read,
      Function<Activation, Attributes> write) {

    static Entry plain(String type, Activation only) {
      return new Entry(type, only.getClass(), NONE, attributes -> only, activation -> NONE);
    }

    static <A extends Activation> Entry of(
        String type,
        Class<A> kind,
        Attributes usual,
        Function<Attributes, Activation> read,
        Function<A, Attributes> write) {
      return new Entry(type, kind, usual, read, activation -> write.apply(kind.cast(activation)));
    }
  }

  private static final List<Entry> ENTRIES =
      List.of(
          Entry.plain("Identity", new Identity()),
          Entry.plain("ReLU", new Relu()),
          Entry.plain("Sigmoid", new Sigmoid()),
          Entry.plain("Tanh", new Tanh()),
          Entry.of(
              "LeakyReLU",
              LeakyRelu.class,
              NONE.with("negative_slope", 0.01),
              a -> new LeakyRelu(a.number("negative_slope")),
              f -> NONE.with("negative_slope", f.slope())),
          Entry.of(
              "ELU",
              Elu.class,
              NONE.with("alpha", 1.0),
              a -> new Elu(a.number("alpha")),
              f -> NONE.with("alpha", f.alpha())),
          Entry.plain("SELU", new Selu()),
          Entry.of(
              "CELU",
              Celu.class,
              NONE.with("alpha", 1.0),
              a -> new Celu(a.number("alpha")),
              f -> NONE.with("alpha", f.alpha())),
          Entry.plain("GELU", new Gelu()),
          Entry.plain("GELUTanh", new GeluTanh()),
          Entry.plain("SiLU", new Silu()),
          Entry.plain("Mish", new Mish()),
          Entry.of(
              "Softplus",
              Softplus.class,
              NONE.with("beta", 1.0).with("threshold", 20.0),
              a -> new Softplus(a.number("beta"), a.number("threshold")),
              f -> NONE.with("beta", f.beta()).with("threshold", f.threshold())),
          Entry.plain("Softsign", new Softsign()),
          Entry.plain("LogSigmoid", new LogSigmoid()),
          Entry.of(
              "Hardtanh",
              Hardtanh.class,
              NONE.with("min_val", -1.0).with("max_val", 1.0),
              a -> new Hardtanh((float) a.number("min_val"), (float) a.number("max_val")),
              f -> NONE.with("min_val", f.low()).with("max_val", f.high())),
          Entry.plain("Hardsigmoid", new Hardsigmoid()),
          Entry.plain("Hardswish", new Hardswish()),
          Entry.of(
              "Softshrink",
              Softshrink.class,
              NONE.with("lambd", 0.5),
              a -> new Softshrink(a.number("lambd")),
              f -> NONE.with("lambd", f.lambda())),
          Entry.of(
              "Hardshrink",
              Hardshrink.class,
              NONE.with("lambd", 0.5),
              a -> new Hardshrink(a.number("lambd")),
              f -> NONE.with("lambd", f.lambda())),
          Entry.plain("Tanhshrink", new Tanhshrink()),
          Entry.of(
              "Threshold",
              Threshold.class,
              NONE.with("threshold", 0.0).with("value", 0.0),
              a -> new Threshold(a.number("threshold"), a.number("value")),
              f -> NONE.with("threshold", f.threshold()).with("value", f.value())));

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
        return entry.read.apply(entry.usual);
      }
    }
    throw new IllegalArgumentException(
        "activation " + name + ": expected one of " + String.join(", ", types()));
  }

  /** The layer of an activation, whose settings may be left out where they are the usual ones. */
  static Layer layer(String type, Attributes attributes) {
    for (Entry entry : ENTRIES) {
      if (entry.type.equals(type)) {
        return new Elementwise(entry.read.apply(entry.usual.and(attributes)));
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
