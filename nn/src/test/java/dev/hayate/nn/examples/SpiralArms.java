package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.util.Locale;

/** Intertwined arms, which no straight line tells apart. */
final class SpiralArms {
  private SpiralArms() {}

  static Model straight() {
    return Model.sequential(2).linear(100).linear(3).build();
  }

  static Model bent() {
    return Model.sequential(2).linear(100).relu().linear(3).build();
  }

  /** The share of points whose arm is told. */
  static double accuracy(Model model, int epochs) {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 300, 0.2, 1);
      try (Trainer trainer =
          model
              .trainer(model.initialize(arena, 1))
              .optimizer(Adam.of(0.01))
              .batch(50)
              .seed(1)
              .open()) {
        trainer.fit(data, data.subset(arena), epochs);
        return trainer.evaluate(data).accuracy();
      }
    }
  }

  public static void main(String... args) {
    System.out.printf(Locale.ROOT, "two matrices: %.1f%%%n", 100 * accuracy(straight(), 50));
    System.out.printf(Locale.ROOT, "with ReLU between: %.1f%%%n", 100 * accuracy(bent(), 50));
  }
}
