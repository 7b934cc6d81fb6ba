package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.optim.Adagrad;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.RmsProp;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same net, data, first weights and order of rows; only the rule for the step differs. */
final class ComparingOptimizers {
  private ComparingOptimizers() {}

  static Map<String, Optimizer> optimizers() {
    Map<String, Optimizer> optimizers = new LinkedHashMap<>();
    optimizers.put("SGD", Sgd.of(0.1));
    optimizers.put("momentum", Sgd.of(0.1).momentum(0.9));
    optimizers.put("Adagrad", Adagrad.of(0.05));
    optimizers.put("RMSprop", RmsProp.of(0.005));
    optimizers.put("Adam", Adam.of(0.01));
    return optimizers;
  }

  /** The loss by epoch, by optimizer. */
  static Map<String, List<Double>> losses(int epochs) {
    Map<String, List<Double>> losses = new LinkedHashMap<>();
    Model model = Model.sequential(2).linear(50).relu().linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 200, 0.2, 1);
      optimizers()
          .forEach(
              (name, optimizer) -> {
                try (Trainer trainer =
                    model
                        .trainer(model.initialize(arena, 1))
                        .optimizer(optimizer)
                        .batch(30)
                        .seed(1)
                        .open()) {
                  History history = trainer.fit(data, data.subset(arena), epochs);
                  losses.put(name, history.epochs().stream().map(History.Epoch::loss).toList());
                }
              });
    }
    return losses;
  }

  public static void main(String... args) {
    losses(60)
        .forEach(
            (name, curve) ->
                System.out.printf(
                    Locale.ROOT,
                    "%-9s loss %.3f after 5 epochs, %.3f after 20, %.3f after 60%n",
                    name,
                    curve.get(4),
                    curve.get(19),
                    curve.get(59)));
  }
}
