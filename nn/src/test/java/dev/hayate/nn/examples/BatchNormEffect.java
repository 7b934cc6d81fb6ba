package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.init.Constant;
import dev.hayate.nn.init.Normal;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.util.Locale;

/** Batch normalisation lets a deep net learn from first weights that are far too small. */
final class BatchNormEffect {
  private BatchNormEffect() {}

  /** The training loss after some epochs, with weights of a given deviation at first. */
  static double loss(boolean normalised, double deviation, int epochs) {
    Sequential chain = Model.sequential(2);
    for (int i = 0; i < 4; i++) {
      chain = chain.linear(50);
      chain = normalised ? chain.batchNorm() : chain;
      chain = chain.relu();
    }
    Model model = chain.linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 200, 0.2, 1);
      // Weights of layers are matrices; those of normalisations stay at 1, and biases at 0.
      var parameters =
          model.initialize(
              arena,
              1,
              (name, spec) ->
                  spec.shape().rank() < 2
                      ? spec.name().equals("bias") ? new Constant(0) : spec.initializer()
                      : new Normal(0, deviation));
      try (Trainer trainer =
          model.trainer(parameters).optimizer(Sgd.of(0.1)).batch(50).seed(1).open()) {
        return trainer.fit(data, data.subset(arena), epochs).epochs().getLast().loss();
      }
    }
  }

  public static void main(String... args) {
    System.out.printf("deviation   without      with%n");
    for (double deviation : new double[] {0.01, 0.05, 0.2, 0.5}) {
      System.out.printf(
          Locale.ROOT,
          "%9.2f %9.3f %9.3f%n",
          deviation,
          loss(false, deviation, 30),
          loss(true, deviation, 30));
    }
  }
}
