package dev.hayate.nn.examples;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * One network of one neuron, {@code y = v tanh(w x + b) + c}, and its squared error: the gradient
 * by the chain rule, by differences, and from the library.
 */
final class GradientByHand {
  static final String[] NAMES = {"w", "b", "v", "c"};

  private static final double X = 0.7;
  private static final double TARGET = -0.4;
  private static final double STEP = 1e-6;

  private GradientByHand() {}

  static double loss(double[] p) {
    double error = p[2] * Math.tanh(p[0] * X + p[1]) + p[3] - TARGET;
    return error * error;
  }

  /** The chain rule, from the error back to the weights. */
  static double[] byHand(double[] p) {
    double h = Math.tanh(p[0] * X + p[1]);
    double dy = 2 * (p[2] * h + p[3] - TARGET);
    double da = dy * p[2] * (1 - h * h); // tanh' is 1 - tanh^2
    return new double[] {da * X, da, dy * h, dy};
  }

  /** A little up, a little down: slow, and needing no calculus. */
  static double[] numerical(double[] p) {
    double[] gradient = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      double kept = p[i];
      p[i] = kept + STEP;
      double above = loss(p);
      p[i] = kept - STEP;
      double below = loss(p);
      p[i] = kept;
      gradient[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  /** Backpropagation: one step of a trainer whose rate is 0 leaves the gradients. */
  static double[] byTheLibrary(double[] p) {
    Model model = Model.sequential(1).linear(1).tanh().linear(1).build();
    String[] places = {"0.weight", "0.bias", "2.weight", "2.bias"};
    double[] gradient = new double[p.length];
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = Parameters.allocate(model, arena);
      for (int i = 0; i < p.length; i++) {
        parameters.tensor(places[i]).set(0, 0, (float) p[i]);
      }
      try (Trainer trainer =
          model.trainer(parameters).loss(Loss.meanSquaredError()).optimizer(Sgd.of(0)).open()) {
        trainer.step(
            Tensor.of(arena, Shape.of(1, 1), (float) X),
            Tensor.of(arena, Shape.of(1, 1), (float) TARGET));
        for (int i = 0; i < p.length; i++) {
          gradient[i] = trainer.gradients().tensor(places[i]).get(0, 0);
        }
      }
    }
    return gradient;
  }

  public static void main(String... args) {
    double[] p = {0.8, -0.2, 1.5, 0.1};
    double[] hand = byHand(p);
    double[] numbers = numerical(p);
    double[] library = byTheLibrary(p);
    System.out.printf("%4s %14s %14s %14s%n", "", "by hand", "numerical", "library");
    for (int i = 0; i < p.length; i++) {
      System.out.printf(
          Locale.ROOT, "d/d%s %14.9f %14.9f %14.9f%n", NAMES[i], hand[i], numbers[i], library[i]);
    }
  }
}
