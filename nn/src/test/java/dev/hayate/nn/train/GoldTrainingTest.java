package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.SharedFiles;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.MnistFiles;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.optim.Sgd;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss curves of PyTorch runs in float64 on the first 2,000 training images, step by step. */
class GoldTrainingTest {
  private static final int ROWS = 2000;
  private static final int BATCH = 100;

  @ParameterizedTest
  @CsvSource({
    "mnist2000_twolayer_sigmoid, 784-100-10, sigmoid, 0.1, 958, vector",
    "mnist2000_twolayer_sigmoid_long, 784-100-10, sigmoid, 0.5, 8935, vector",
    "mnist2000_784_256_128_10_relu, 784-256-128-10, relu, 0.1, 8413, vector",
    "mnist2000_twolayer_sigmoid, 784-100-10, sigmoid, 0.1, 958, scalar",
  })
  void followsTheCurve(
      String name, String sizes, String activation, double rate, int rightAnswers, String backend)
      throws IOException {
    Path file = SharedFiles.gold("train/" + name + ".safetensors");
    Path images = SharedFiles.data("mnist");
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors gold = SafeTensors.read(file, arena);
      Model model = model(sizes, activation);
      Parameters parameters = model.initialize(arena, 0);
      int index = 0;
      for (Parameters.Entry entry : parameters.entries()) {
        String kind = entry.spec().name().equals("weight") ? "w" : "b";
        Parameters.load(entry, gold.floats("param." + kind + index / 2, arena));
        index++;
      }
      MnistFiles mnist = MnistFiles.load(images, MnistFiles.DIGITS, arena);
      Dataset train = mnist.train();
      Dataset first = new Dataset(train.features().rows(0, ROWS), train.targets().rows(0, ROWS));
      double[] losses = gold.array("f64.loss").doubles();
      try (Trainer trainer =
          model
              .trainer(parameters)
              .optimizer(Sgd.of(rate))
              .batch(BATCH)
              .shuffle(false)
              .backend(backend)
              .open()) {
        checkLosses(trainer, first, losses, name.endsWith("long"));
        Evaluation test = trainer.evaluate(mnist.test());
        assertEquals(rightAnswers, test.accuracy() * test.samples(), 3, "right answers");
      }
    }
  }

  private static void checkLosses(Trainer trainer, Dataset data, double[] losses, boolean long_) {
    int[] order = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      order[i] = i;
    }
    double worst = 0;
    for (int step = 0; step < losses.length; step++) {
      trainer.step(data, order, step * BATCH % ROWS, BATCH);
      double error = Math.abs(trainer.loss() - losses[step]) / losses[step];
      double allowed = long_ && step >= losses.length * 3 / 4 ? 1e-3 : 2e-5;
      worst = Math.max(worst, error);
      assertTrue(
          error <= allowed,
          "step " + step + ": loss " + trainer.loss() + ", expected " + losses[step]);
    }
    System.out.println(losses.length + " steps, worst relative error " + worst);
  }

  private static Model model(String sizes, String activation) {
    String[] parts = sizes.split("-", -1);
    Sequential chain = Model.sequential(Integer.parseInt(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      chain.linear(Integer.parseInt(parts[i]));
      if (i + 1 < parts.length) {
        chain.activation(activation.equals("relu") ? new Relu() : new Sigmoid());
      }
    }
    return chain.build();
  }
}
