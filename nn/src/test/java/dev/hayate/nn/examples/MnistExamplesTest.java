package dev.hayate.nn.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.SharedFiles;
import dev.hayate.nn.data.Dataset;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples on MNIST, with few images and short runs; skipped where the images are not. */
class MnistExamplesTest {
  private static final Arena ARENA = Arena.ofShared();
  private static MnistSubset data = new MnistSubset(none(), none());

  private static Dataset none() {
    var empty = Tensor.allocate(ARENA, 0, 1);
    return new Dataset(empty, empty);
  }

  @BeforeAll
  static void load() throws IOException {
    data = MnistSubset.load(SharedFiles.data("mnist"), 2000, 1000, ARENA);
  }

  @AfterAll
  static void close() {
    ARENA.close();
  }

  @Test
  void twoAndThreeLayersTellDigits() {
    assertTrue(MnistNets.accuracy(data, MnistNets.layers(2), 4) > 0.8);
    assertTrue(MnistNets.accuracy(data, MnistNets.layers(3), 4) > 0.8);
  }

  @Test
  void decayAndDropoutCureOverfitting() {
    Overfitting.Result plain = Overfitting.result(data, 0, 0, 40);
    Overfitting.Result decay = Overfitting.result(data, Overfitting.DECAY, 0, 40);
    Overfitting.Result dropout = Overfitting.result(data, 0, Overfitting.DROPOUT, 40);
    assertTrue(plain.train() > 0.9, plain::toString);
    for (Overfitting.Result cured : List.of(decay, dropout)) {
      assertTrue(cured.train() < plain.train(), cured + " and " + plain);
      assertTrue(cured.test() > plain.test(), cured + " and " + plain);
      assertTrue(cured.testLoss() < 0.9 * plain.testLoss(), cured + " and " + plain);
    }
  }

  @Test
  void sixteenNumbersSayMoreThanTheMeanImage() {
    MnistAutoencoder.Result result = MnistAutoencoder.result(data, 4);
    assertTrue(result.coded() < 0.75 * result.meanImage(), result::toString);
  }

  @Test
  void halfOfThePixelsAreEnough() {
    Denoising.Result result = Denoising.result(data, 8);
    assertTrue(result.restored() < 0.7 * result.spoiled(), result::toString);
  }
}
