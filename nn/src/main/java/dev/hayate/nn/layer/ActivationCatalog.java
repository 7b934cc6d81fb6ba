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
import org.jspecify.annotations.Nullable;

/**
 * The activations that a model description or a command line can name: one line each.
 *
 * <p>An entry has PyTorch's module name, as in {@code ReLU}; its lower-case form is what a command
 * line takes.
 */
public final class ActivationCatalog {
  private record Entry(
      Class<? extends Activation> kind,
      Attributes usual,
      Function<Attributes, Activation> read,
      Function<Activation, Attributes> write) {

    static Entry plain(Activation only) {
      return new Entry(only.getClass(), NONE, attributes -> only, activation -> NONE);
    }

    static <A extends Activation> Entry of(
        Class<A> kind,
        Attributes usual,
        Function<Attributes, Activation> read,
        Function<A, Attributes> write) {
      return new Entry(kind, usual, read, activation -> write.apply(kind.cast(activation)));
    }
  }

  private static final List<String> TYPES = names();

  private ActivationCatalog() {}

  /** The line of a type. */
  private static @Nullable Entry line(Wanted wanted) {
    if (wanted.is("Identity")) {
      return Entry.plain(new Identity());
    }
    if (wanted.is("ReLU")) {
      return Entry.plain(new Relu());
    }
    if (wanted.is("Sigmoid")) {
      return Entry.plain(new Sigmoid());
    }
    if (wanted.is("Tanh")) {
      return Entry.plain(new Tanh());
    }
    if (wanted.is("LeakyReLU")) {
      return Entry.of(
          LeakyRelu.class,
          NONE.with("negative_slope", 0.01),
          a -> new LeakyRelu(a.number("negative_slope")),
          f -> NONE.with("negative_slope", f.slope()));
    }
    if (wanted.is("ELU")) {
      return Entry.of(
          Elu.class,
          NONE.with("alpha", 1.0),
          a -> new Elu(a.number("alpha")),
          f -> NONE.with("alpha", f.alpha()));
    }
    if (wanted.is("SELU")) {
      return Entry.plain(new Selu());
    }
    if (wanted.is("CELU")) {
      return Entry.of(
          Celu.class,
          NONE.with("alpha", 1.0),
          a -> new Celu(a.number("alpha")),
          f -> NONE.with("alpha", f.alpha()));
    }
    if (wanted.is("GELU")) {
      return Entry.plain(new Gelu());
    }
    if (wanted.is("GELUTanh")) {
      return Entry.plain(new GeluTanh());
    }
    if (wanted.is("SiLU")) {
      return Entry.plain(new Silu());
    }
    if (wanted.is("Mish")) {
      return Entry.plain(new Mish());
    }
    if (wanted.is("Softplus")) {
      return Entry.of(
          Softplus.class,
          NONE.with("beta", 1.0).with("threshold", 20.0),
          a -> new Softplus(a.number("beta"), a.number("threshold")),
          f -> NONE.with("beta", f.beta()).with("threshold", f.threshold()));
    }
    if (wanted.is("Softsign")) {
      return Entry.plain(new Softsign());
    }
    if (wanted.is("LogSigmoid")) {
      return Entry.plain(new LogSigmoid());
    }
    if (wanted.is("Hardtanh")) {
      return Entry.of(
          Hardtanh.class,
          NONE.with("min_val", -1.0).with("max_val", 1.0),
          a -> new Hardtanh((float) a.number("min_val"), (float) a.number("max_val")),
          f -> NONE.with("min_val", f.low()).with("max_val", f.high()));
    }
    // Another name: it is written as Hardtanh from 0 to 6.
    if (wanted.is("ReLU6")) {
      return Entry.plain(new Hardtanh(0, 6));
    }
    if (wanted.is("Hardsigmoid")) {
      return Entry.plain(new Hardsigmoid());
    }
    if (wanted.is("Hardswish")) {
      return Entry.plain(new Hardswish());
    }
    if (wanted.is("Softshrink")) {
      return Entry.of(
          Softshrink.class,
          NONE.with("lambd", 0.5),
          a -> new Softshrink(a.number("lambd")),
          f -> NONE.with("lambd", f.lambda()));
    }
    if (wanted.is("Hardshrink")) {
      return Entry.of(
          Hardshrink.class,
          NONE.with("lambd", 0.5),
          a -> new Hardshrink(a.number("lambd")),
          f -> NONE.with("lambd", f.lambda()));
    }
    if (wanted.is("Tanhshrink")) {
      return Entry.plain(new Tanhshrink());
    }
    if (wanted.is("Threshold")) {
      return Entry.of(
          Threshold.class,
          NONE.with("threshold", 0.0).with("value", 0.0),
          a -> new Threshold(a.number("threshold"), a.number("value")),
          f -> NONE.with("threshold", f.threshold()).with("value", f.value()));
    }
    return null;
  }

  private static List<String> names() {
    Wanted none = new Wanted("");
    if (line(none) != null) {
      throw new IllegalStateException("activations: one has no name");
    }
    return List.copyOf(none.met());
  }

  /** The names of all activations, as in {@code ReLU}. */
  public static List<String> types() {
    return TYPES;
  }

  /**
   * The activation of a name, with its usual parameters; upper and lower case are the same.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Activation named(String name) {
    for (String type : TYPES) {
      if (type.equalsIgnoreCase(name)) {
        Entry entry = entry(type);
        return entry.read.apply(entry.usual);
      }
    }
    throw new IllegalArgumentException(
        "activation " + name + ": expected one of " + String.join(", ", TYPES));
  }

  /** The layer of an activation, whose settings may be left out where they are the usual ones. */
  static Layer layer(String type, Attributes attributes) {
    Entry entry = entry(type);
    return new Elementwise(entry.read.apply(entry.usual.and(attributes)));
  }

  static String type(Activation activation) {
    for (String type : TYPES) {
      if (entry(type).kind == activation.getClass()) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "activation " + activation.name() + ": it is not in the catalog");
  }

  static Attributes attributes(Activation activation) {
    return entry(type(activation)).write.apply(activation);
  }

  private static Entry entry(String type) {
    Entry entry = line(new Wanted(type));
    if (entry == null) {
      throw new IllegalArgumentException("layer " + type + " is no activation");
    }
    return entry;
  }
}
