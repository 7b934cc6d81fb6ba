package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.init.Initialization;
import dev.hayate.nn.init.Normal;
import dev.hayate.nn.insight.LayerProbe;
import dev.hayate.nn.insight.LayerReading;
import dev.hayate.nn.loss.Loss;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How wide the values of ten ReLU layers are spread before any training, by the first weights. */
final class ComparingInitialisations {
  private static final int LAYERS = 10;

  private ComparingInitialisations() {}

  static Map<String, Initialization> initialisations() {
    Map<String, Initialization> all = new LinkedHashMap<>();
    all.put("deviation 0.01", normal(0.01));
    all.put("deviation 1", normal(1));
    all.put("Xavier", Initialization.xavierNormal(1));
    all.put("He", Initialization.kaimingNormal(Math.sqrt(2)));
    return all;
  }

  private static Initialization normal(double deviation) {
    return (name, spec) -> new Normal(0, spec.shape().rank() < 2 ? 0 : deviation);
  }

  /** The root mean square of each ReLU's outputs, from the first to the last. */
  static List<Double> sizes(Initialization initialization) {
    Sequential chain = Model.sequential(2);
    for (int i = 0; i < LAYERS; i++) {
      chain = chain.linear(100).relu();
    }
    Model model = chain.linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 100, 0.2, 1);
      Parameters parameters = model.initialize(arena, 1, initialization);
      try (LayerProbe probe = new LayerProbe(model, Loss.crossEntropy(), data, 200)) {
        return probe.read(parameters).stream()
            .filter(reading -> reading.type().equals("ReLU"))
            .map(LayerReading::outputs)
            .map(outputs -> outputs.rootMeanSquare())
            .toList();
      }
    }
  }

  public static void main(String... args) {
    initialisations()
        .forEach(
            (name, initialisation) -> {
              System.out.printf("%-15s", name);
              sizes(initialisation).forEach(size -> System.out.printf(Locale.ROOT, " %8.1e", size));
              System.out.println();
            });
  }
}
