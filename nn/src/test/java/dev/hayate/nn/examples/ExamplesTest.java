package dev.hayate.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.insight.Search;
import dev.hayate.nn.metric.Regression;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** That the textbook's examples show what their pages say. */
class ExamplesTest {
  @Test
  void oneLayerIsNotEnoughForXor() {
    for (float[] gate : new float[][] {LogicGates.AND, LogicGates.OR}) {
      assertEquals(4, LogicGates.right(LogicGates.oneLayer(), gate));
      assertEquals(4, LogicGates.right(LogicGates.twoLayers(), gate));
    }
    // No line has both ones of XOR on one side: three rows are the most there is.
    assertTrue(LogicGates.right(LogicGates.oneLayer(), LogicGates.XOR) <= 3);
    assertEquals(4, LogicGates.right(LogicGates.twoLayers(), LogicGates.XOR));
  }

  @Test
  void thePerceptronKeepsItsTheorem() {
    for (long seed = 0; seed < 20; seed++) {
      PerceptronAndHebb.Perceptron result = PerceptronAndHebb.perceptron(seed);
      assertTrue(result.corrections() > 0, result::toString);
      assertTrue(result.corrections() <= result.bound(), result::toString);
    }
  }

  @Test
  void hebbsMemoryHoldsFewPatternsAndNotMany() {
    assertEquals(100, PerceptronAndHebb.recalled(100, 1, 15, 1));
    assertEquals(100, PerceptronAndHebb.recalled(100, 3, 15, 1));
    // Far beyond the 14 patterns that a hundred neurons hold.
    assertTrue(PerceptronAndHebb.recalled(100, 60, 15, 1) < 90);
  }

  @Test
  void threeWaysToTheSameGradient() {
    for (double[] p : new double[][] {{0.8, -0.2, 1.5, 0.1}, {-2, 0.3, -0.7, 0}, {0, 0, 1, -0.4}}) {
      double[] hand = GradientByHand.byHand(p);
      assertArrayEquals(hand, GradientByHand.numerical(p), 1e-8);
      assertArrayEquals(hand, GradientByHand.byTheLibrary(p), 1e-5);
    }
  }

  @Test
  void everyOptimizerLearnsAndMomentumIsFasterThanNone() {
    Map<String, List<Double>> losses = ComparingOptimizers.losses(20);
    losses.forEach(
        (name, curve) -> assertTrue(curve.getLast() < 0.7 * curve.getFirst(), name + curve));
    double plain = Objects.requireNonNull(losses.get("SGD")).getLast();
    assertTrue(Objects.requireNonNull(losses.get("momentum")).getLast() < plain);
    assertTrue(Objects.requireNonNull(losses.get("Adam")).getLast() < plain);
  }

  @Test
  void onlyHesWeightsKeepTheSizeOfReluLayers() {
    Map<String, Double> shares = new java.util.HashMap<>();
    ComparingInitialisations.initialisations()
        .forEach(
            (name, initialisation) -> {
              List<Double> sizes = ComparingInitialisations.sizes(initialisation);
              shares.put(name, sizes.getLast() / sizes.getFirst());
            });
    // A ReLU layer of a hundred inputs with weights of deviation d multiplies by d sqrt(50).
    assertNear(Math.pow(0.01 * Math.sqrt(50), 9), shares.get("deviation 0.01"));
    assertNear(Math.pow(Math.sqrt(50), 9), shares.get("deviation 1"));
    assertNear(Math.pow(Math.sqrt(0.5), 9), shares.get("Xavier"));
    assertNear(1, shares.get("He"));
  }

  /** Within a factor of four: nine layers of a hundred neurons are off by some 10% each. */
  private static void assertNear(double expected, @org.jspecify.annotations.Nullable Double found) {
    double share = Objects.requireNonNull(found) / expected;
    assertTrue(share > 0.25 && share < 4, expected + " and " + found);
  }

  @Test
  void batchNormRescuesWeightsThatAreTooSmall() {
    // Three classes that nothing tells apart have a loss of log 3.
    assertEquals(Math.log(3), BatchNormEffect.loss(false, 0.01, 10), 0.01);
    assertTrue(BatchNormEffect.loss(true, 0.01, 10) < 0.7);
  }

  @Test
  void randomSearchFindsARateInTheMiddle() throws IOException {
    Search search = RandomSearch.search(8, 10);
    List<Search.Outcome> board = RandomSearch.leaderboard(search);
    assertEquals(8, board.size());
    Search.Trial best = search.trials().get(board.getFirst().trial());
    double rate = Double.parseDouble(best.values().getOrDefault("rate", ""));
    assertTrue(rate > 1e-3 && rate < 0.3, best::toString);
    assertTrue(board.getFirst().score() < 0.8, board::toString);
    assertTrue(board.getLast().score() > 0.9, board::toString);
  }

  @Test
  void rentsAreToldToWithinTheirNoise() throws IOException {
    Regression result = RentRegression.result(20);
    // The noise has a deviation of 5,000 yen, whose mean size is 5,000 sqrt(2 / pi) = 3,989.
    assertTrue(result.mae() > 3_000 && result.mae() < 5_000, result::toString);
    assertTrue(result.r2() > 0.95, result::toString);
  }

  @Test
  void straightLinesDoNotTellTheArms() {
    assertTrue(SpiralArms.accuracy(SpiralArms.straight(), 5) < 0.7);
    assertTrue(SpiralArms.accuracy(SpiralArms.bent(), 25) > 0.9);
  }
}
