package dev.hayate.nn.examples;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.Model;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.optim.AdamW;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * Few images, some of them with wrong labels, and a large net: it learns them by heart, mistakes
 * and all, and the cures are decay and dropout.
 */
final class Overfitting {
  static final int IMAGES = 600;
  static final double DECAY = 2;
  static final double DROPOUT = 0.5;

  private static final double MISTAKES = 0.3;

  private Overfitting() {}

  /**
   * What became of one net.
   *
   * @param train the share of labels that it learned from and gives back, wrong ones too
   * @param test the share of right answers to other images
   * @param testLoss the loss on these, which grows where wrong answers are given with confidence
   */
  record Result(double train, double test, double testLoss) {}

  static Result result(MnistSubset data, double decay, double dropout, int epochs) {
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
                .optimizer(AdamW.of(1e-3).weightDecay(decay))
                .batch(50)
                .seed(1)
                .open()) {
      Dataset few = withMistakes(data.some(IMAGES, arena));
      trainer.fit(few, few.subset(arena), epochs);
      return new Result(
          trainer.evaluate(few).accuracy(),
          trainer.evaluate(data.test()).accuracy(),
          trainer.evaluate(data.test()).loss());
    }
  }

  /** Three labels in ten are replaced by any. */
  private static Dataset withMistakes(Dataset data) {
    for (int row = 0; row < data.size(); row++) {
      if (Philox.uniform(1, 0, row) < MISTAKES) {
        data.targets().setInt(row, 0, Philox.below(10, 1, 1, row));
      }
    }
    return data;
  }

  public static void main(String... args) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MnistSubset data = MnistSubset.load(MnistSubset.folder(args), IMAGES, 10_000, arena);
      print("nothing", result(data, 0, 0, 40));
      print("weight decay", result(data, DECAY, 0, 40));
      print("dropout", result(data, 0, DROPOUT, 40));
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
