package dev.hayate.nn.examples;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;

/** AND and OR are learned by one layer, XOR is not, and two layers learn it. */
final class LogicGates {
  static final float[] AND = {0, 0, 0, 1};
  static final float[] OR = {0, 1, 1, 1};
  static final float[] XOR = {0, 1, 1, 0};

  private static final float[] INPUTS = {0, 0, 0, 1, 1, 0, 1, 1};
  private static final int STEPS = 400;

  private LogicGates() {}

  static Model oneLayer() {
    return Model.sequential(2).linear(1).build();
  }

  static Model twoLayers() {
    return Model.sequential(2).linear(8).tanh().linear(1).build();
  }

  /** How many of a gate's four rows a model gets right after training on them. */
  static int right(Model model, float[] gate) {
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      Tensor x = Tensor.of(arena, Shape.of(4, 2), INPUTS);
      Tensor y = Tensor.of(arena, Shape.of(4, 1), gate);
      try (Trainer trainer =
          model
              .trainer(parameters)
              .loss(Loss.binaryCrossEntropyWithLogits())
              .optimizer(Adam.of(0.05))
              .batch(4)
              .open()) {
        for (int step = 0; step < STEPS; step++) {
          trainer.step(x, y);
        }
      }
      float[] logits = new float[4];
      try (Predictor predictor = model.predictor(parameters).batch(4).open()) {
        predictor.predict(INPUTS, logits);
      }
      int right = 0;
      for (int row = 0; row < 4; row++) {
        right += logits[row] > 0 == gate[row] > 0 ? 1 : 0;
      }
      return right;
    }
  }

  public static void main(String... args) {
    System.out.printf("gate  one layer  two layers%n");
    System.out.printf(
        "AND   %d of 4     %d of 4%n", right(oneLayer(), AND), right(twoLayers(), AND));
    System.out.printf("OR    %d of 4     %d of 4%n", right(oneLayer(), OR), right(twoLayers(), OR));
    System.out.printf(
        "XOR   %d of 4     %d of 4%n", right(oneLayer(), XOR), right(twoLayers(), XOR));
  }
}
