package dev.hayate.nn.examples;

import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * Learning without labels: half of the pixels are put out, and the net has to say what was there.
 * The data is its own teacher.
 */
final class Denoising {
  private static final double PUT_OUT = 0.5;

  private Denoising() {}

  /**
   * Mean squared errors of test images.
   *
   * @param spoiled before
   * @param restored by the net
   */
  record Result(double spoiled, double restored) {}

  /** Spoiled images, and what they were. */
  static Dataset spoiled(Dataset data, long stream, Arena arena) {
    Tensor clean = data.features();
    Tensor spoiled = Tensor.of(arena, clean.shape(), clean.toFloats());
    for (int row = 0; row < clean.rows(); row++) {
      for (int pixel = 0; pixel < clean.cols(); pixel++) {
        if (Philox.uniform(1, stream, (long) row * clean.cols() + pixel) < PUT_OUT) {
          spoiled.set(row, pixel, 0);
        }
      }
    }
    return new Dataset(spoiled, clean);
  }

  static Result result(MnistSubset data, int epochs) {
    Model model = Model.sequential(784).linear(128).relu().linear(784).sigmoid().build();
    try (Arena arena = Arena.ofShared();
        Trainer trainer =
            model
                .trainer(model.initialize(arena, 1))
                .loss(Loss.meanSquaredError())
                .optimizer(Adam.of(2e-3))
                .batch(50)
                .seed(1)
                .open()) {
      Dataset test = spoiled(data.test(), 0, arena);
      for (int epoch = 1; epoch <= epochs; epoch++) {
        // Other pixels every time: what is put out can never be learned by heart.
        Dataset train = spoiled(data.train(), epoch, arena);
        trainer.fit(train, test.subset(arena), 1);
      }
      return new Result(error(test), trainer.evaluate(test).loss());
    }
  }

  private static double error(Dataset data) {
    double sum = 0;
    for (int row = 0; row < data.size(); row++) {
      for (int pixel = 0; pixel < data.features().cols(); pixel++) {
        double error = data.features().get(row, pixel) - data.targets().get(row, pixel);
        sum += error * error;
      }
    }
    return sum / data.features().size();
  }

  public static void main(String... args) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MnistSubset data = MnistSubset.load(MnistSubset.folder(args), 10_000, 1_000, arena);
      Result result = result(data, 5);
      System.out.printf(
          Locale.ROOT,
          "error of spoiled images %.4f, of restored ones %.4f%n",
          result.spoiled(),
          result.restored());
    }
  }
}
