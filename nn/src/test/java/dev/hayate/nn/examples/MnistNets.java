package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;

/** Handwritten digits with nets of one, two and three layers. */
final class MnistNets {
  private MnistNets() {}

  static Model layers(int count) {
    return switch (count) {
      case 1 -> Model.sequential(784).linear(10).build();
      case 2 -> Model.sequential(784).linear(64).relu().linear(10).build();
      default -> Model.sequential(784).linear(64).relu().linear(32).relu().linear(10).build();
    };
  }

  /** The share of right answers to the test images. */
  static double accuracy(MnistSubset data, Model model, int epochs) {
    try (Arena arena = Arena.ofShared();
        Trainer trainer =
            model
                .trainer(model.initialize(arena, 1))
                .optimizer(Adam.of(2e-3))
                .batch(50)
                .seed(1)
                .open()) {
      trainer.fit(data.train(), data.test(), epochs);
      return trainer.evaluate(data.test()).accuracy();
    }
  }

  public static void main(String... args) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MnistSubset data = MnistSubset.load(MnistSubset.folder(args), 60_000, 10_000, arena);
      for (int layers = 1; layers <= 3; layers++) {
        double accuracy = accuracy(data, layers(layers), 5);
        System.out.printf(Locale.ROOT, "%d layers: %.2f%%%n", layers, 100 * accuracy);
      }
    }
  }
}
