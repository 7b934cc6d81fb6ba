package dev.hayate.nn.optim;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.kernels.update.AdadeltaRule;
import dev.hayate.kernels.update.AdagradRule;
import dev.hayate.kernels.update.AdamRule;
import dev.hayate.kernels.update.AdamaxRule;
import dev.hayate.kernels.update.AsgdRule;
import dev.hayate.kernels.update.LionRule;
import dev.hayate.kernels.update.NadamRule;
import dev.hayate.kernels.update.RadamRule;
import dev.hayate.kernels.update.RmsPropRule;
import dev.hayate.kernels.update.RpropRule;
import dev.hayate.kernels.update.SgdRule;
import dev.hayate.nn.layer.Attributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The optimizers that a command line can name: one line each. Settings have PyTorch's names and
 * defaults.
 */
public final class OptimizerCatalog {
  /** Makes an optimizer of its settings. */
  private interface Maker {
    Optimizer make(double rate, Attributes settings);
  }

  private record Entry(Attributes usual, Maker maker) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    add(
        "SGD",
        NONE.with("lr", 0.001)
            .with("momentum", 0.0)
            .with("dampening", 0.0)
            .with("weight_decay", 0.0)
            .with("nesterov", false),
        (rate, s) ->
            new Sgd(
                rate,
                new SgdRule(
                    s.number("momentum"),
                    s.number("dampening"),
                    s.number("weight_decay"),
                    s.flag("nesterov"))));
    add(
        "Adam",
        NONE.with("lr", 0.001)
            .with("beta1", 0.9)
            .with("beta2", 0.999)
            .with("eps", 1e-8)
            .with("weight_decay", 0.0)
            .with("amsgrad", false),
        (rate, s) ->
            new Adam(
                rate,
                new AdamRule(
                    s.number("beta1"),
                    s.number("beta2"),
                    s.number("eps"),
                    s.number("weight_decay"),
                    false,
                    s.flag("amsgrad"))));
    add(
        "AdamW",
        NONE.with("lr", 0.001)
            .with("beta1", 0.9)
            .with("beta2", 0.999)
            .with("eps", 1e-8)
            .with("weight_decay", 0.01)
            .with("amsgrad", false),
        (rate, s) ->
            new AdamW(
                rate,
                new AdamRule(
                    s.number("beta1"),
                    s.number("beta2"),
                    s.number("eps"),
                    s.number("weight_decay"),
                    true,
                    s.flag("amsgrad"))));
    add(
        "NAdam",
        NONE.with("lr", 0.002)
            .with("beta1", 0.9)
            .with("beta2", 0.999)
            .with("eps", 1e-8)
            .with("weight_decay", 0.0)
            .with("momentum_decay", 0.004)
            .with("decoupled_weight_decay", false),
        (rate, s) ->
            new Nadam(
                rate,
                new NadamRule(
                    s.number("beta1"),
                    s.number("beta2"),
                    s.number("eps"),
                    s.number("weight_decay"),
                    s.number("momentum_decay"),
                    s.flag("decoupled_weight_decay"))));
    add(
        "RAdam",
        NONE.with("lr", 0.001)
            .with("beta1", 0.9)
            .with("beta2", 0.999)
            .with("eps", 1e-8)
            .with("weight_decay", 0.0)
            .with("decoupled_weight_decay", false),
        (rate, s) ->
            new Radam(
                rate,
                new RadamRule(
                    s.number("beta1"),
                    s.number("beta2"),
                    s.number("eps"),
                    s.number("weight_decay"),
                    s.flag("decoupled_weight_decay"))));
    add(
        "Adamax",
        NONE.with("lr", 0.002)
            .with("beta1", 0.9)
            .with("beta2", 0.999)
            .with("eps", 1e-8)
            .with("weight_decay", 0.0),
        (rate, s) ->
            new Adamax(
                rate,
                new AdamaxRule(
                    s.number("beta1"),
                    s.number("beta2"),
                    s.number("eps"),
                    s.number("weight_decay"))));
    add(
        "Adagrad",
        NONE.with("lr", 0.01)
            .with("lr_decay", 0.0)
            .with("weight_decay", 0.0)
            .with("initial_accumulator_value", 0.0)
            .with("eps", 1e-10),
        (rate, s) ->
            new Adagrad(
                rate,
                new AdagradRule(
                    s.number("lr_decay"),
                    s.number("weight_decay"),
                    s.number("initial_accumulator_value"),
                    s.number("eps"))));
    add(
        "Adadelta",
        NONE.with("lr", 1.0).with("rho", 0.9).with("eps", 1e-6).with("weight_decay", 0.0),
        (rate, s) ->
            new Adadelta(
                rate,
                new AdadeltaRule(s.number("rho"), s.number("eps"), s.number("weight_decay"))));
    add(
        "RMSprop",
        NONE.with("lr", 0.01)
            .with("alpha", 0.99)
            .with("eps", 1e-8)
            .with("weight_decay", 0.0)
            .with("momentum", 0.0)
            .with("centered", false),
        (rate, s) ->
            new RmsProp(
                rate,
                new RmsPropRule(
                    s.number("alpha"),
                    s.number("eps"),
                    s.number("weight_decay"),
                    s.number("momentum"),
                    s.flag("centered"))));
    add(
        "Lion",
        NONE.with("lr", 1e-4).with("beta1", 0.9).with("beta2", 0.99).with("weight_decay", 0.0),
        (rate, s) ->
            new Lion(
                rate,
                new LionRule(s.number("beta1"), s.number("beta2"), s.number("weight_decay"))));
    add(
        "Rprop",
        NONE.with("lr", 0.01)
            .with("eta1", 0.5)
            .with("eta2", 1.2)
            .with("least", 1e-6)
            .with("most", 50.0),
        (rate, s) ->
            new Rprop(
                rate,
                new RpropRule(
                    s.number("eta1"), s.number("eta2"), s.number("least"), s.number("most"))));
    add(
        "ASGD",
        NONE.with("lr", 0.01)
            .with("lambd", 1e-4)
            .with("alpha", 0.75)
            .with("t0", 1e6)
            .with("weight_decay", 0.0),
        (rate, s) ->
            new Asgd(
                rate,
                new AsgdRule(
                    s.number("lambd"),
                    s.number("alpha"),
                    s.number("t0"),
                    s.number("weight_decay"))));
  }

  private OptimizerCatalog() {}

  private static void add(String type, Attributes usual, Maker maker) {
    ENTRIES.put(type, new Entry(usual, maker));
  }

  /** The names of all optimizers, as in {@code AdamW}. */
  public static List<String> types() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * The optimizer of a name; upper and lower case are the same.
   *
   * @param settings those that are not the usual ones: {@code lr}, {@code beta1} and so on;
   *     settings that it does not know are an error
   * @throws IllegalArgumentException if there is none of that name or a setting is unknown or out
   *     of range
   */
  public static Optimizer read(String type, Attributes settings) {
    for (Map.Entry<String, Entry> entry : ENTRIES.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(type)) {
        Attributes usual = entry.getValue().usual;
        for (String name : settings.values().keySet()) {
          if (!usual.values().containsKey(name)) {
            throw new IllegalArgumentException(
                type + ": " + name + ": expected one of " + usual.values().keySet());
          }
        }
        Attributes all = usual.and(settings);
        return entry.getValue().maker.make(all.number("lr"), all);
      }
    }
    throw new IllegalArgumentException(
        "optimizer " + type + ": expected one of " + String.join(", ", ENTRIES.keySet()));
  }
}
