package dev.hayate.nn.examples;

import dev.hayate.nn.Model;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.optim.AdamW;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;

/** Few images and a large net: it knows them by heart, and the cures are decay and dropout. */
final class Overfitting {
  private Overfitting() {}

  /**
   * What became of one net.
   *
   * @param train the share of right answers to images that it learned from
   * @param test the share of right answers to others
   * @param testLoss the loss on these, which grows where wrong answers are given with confidence
   */
  record Result(double train, double test, double testLoss) {}

  static Result result(MnistSubset data, int images, double decay, double dropout, int epochs) {
    Sequential chain = Model.sequential(784);
    for (int i = 0; i < 2; i++) {
      chain = chain.linear(100).relu();
      chain = dropout > 0 ? chain.dropout(dropout) : chain;
    }
    Model model = chain.linear(10).build();
    try (Arena arena = Arena.ofShared();
        Trainer trainer =
            model
                .trainer(model.initialize(arena, 1))
                .optimizer(AdamW.of(3e-3).weightDecay(decay))
                .batch(50)
                .seed(1)
                .open()) {
      Dataset few = data.some(images, arena);
      trainer.fit(few, few.subset(arena), epochs);
      return new Result(
          trainer.evaluate(few).accuracy(),
          trainer.evaluate(data.test()).accuracy(),
          trainer.evaluate(data.test()).loss());
    }
  }

  public static void main(String... args) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MnistSubset data = MnistSubset.load(MnistSubset.folder(args), 300, 10_000, arena);
      print("nothing", result(data, 300, 0, 0, 100));
      print("weight decay", result(data, 300, 0.5, 0, 100));
      print("dropout", result(data, 300, 0, 0.5, 100));
    }
  }

  private static void print(String cure, Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-13s train %.1f%%, test %.1f%%, test loss %.3f%n",
        cure,
        100 * result.train(),
        100 * result.test(),
        result.testLoss());
  }
}
