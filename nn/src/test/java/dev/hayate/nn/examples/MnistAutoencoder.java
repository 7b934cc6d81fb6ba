package dev.hayate.nn.examples;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;

/** 784 pixels through 16 numbers and back: what fits through must be what digits have in common. */
final class MnistAutoencoder {
  private MnistAutoencoder() {}

  static Model model() {
    return Model.sequential(784)
        .linear(64)
        .relu()
        .linear(16)
        .linear(64)
        .relu()
        .linear(784)
        .sigmoid()
        .build();
  }

  /**
   * Mean squared errors of test images.
   *
   * @param meanImage if every image is taken for the mean of the training images
   * @param coded if each goes through the 16 numbers
   */
  record Result(double meanImage, double coded) {}

  static Result result(MnistSubset data, int epochs) {
    Dataset train = MnistSubset.images(data.train());
    Dataset test = MnistSubset.images(data.test());
    Model model = model();
    try (Arena arena = Arena.ofShared();
        Trainer trainer =
            model
                .trainer(model.initialize(arena, 1))
                .loss(Loss.meanSquaredError())
                .optimizer(Adam.of(2e-3))
                .batch(50)
                .seed(1)
                .open()) {
      trainer.fit(train, test.subset(arena), epochs);
      return new Result(
          meanImage(train.features(), test.features()), trainer.evaluate(test).loss());
    }
  }

  private static double meanImage(Tensor train, Tensor test) {
    double sum = 0;
    for (int pixel = 0; pixel < train.cols(); pixel++) {
      double mean = 0;
      for (int row = 0; row < train.rows(); row++) {
        mean += train.get(row, pixel) / (double) train.rows();
      }
      for (int row = 0; row < test.rows(); row++) {
        double error = test.get(row, pixel) - mean;
        sum += error * error;
      }
    }
    return sum / test.size();
  }

  public static void main(String... args) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MnistSubset data = MnistSubset.load(MnistSubset.folder(args), 60_000, 10_000, arena);
      Result result = result(data, 10);
      System.out.printf(
          Locale.ROOT,
          "error of the mean image %.4f, through 16 numbers %.4f%n",
          result.meanImage(),
          result.coded());
    }
  }
}
