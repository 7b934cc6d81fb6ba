package dev.hayate.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.metric.ConfusionMatrix.Average;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/**
 * Against scikit-learn 1.2.1 on 40 samples of four classes with ties, of which one class is never
 * found. The scores are
 *
 * <pre>{@code
 * y = [(i*i + i//3) % 4 for i in range(40)]
 * s = [[((i*7 + j*5 + (11 if y[i] == j and i % 3 else 0)) % 13) / 13 for j in range(4)] for i in range(40)]
 * p = (s + 0.05) / (s + 0.05).sum(1, keepdims=True)
 * }</pre>
 */
class ScoresTest {
  private static final int N = 40;
  private static final int CLASSES = 4;

  /** Scores and probabilities are float32. */
  private static final double FLOAT = 1e-7;

  private static int truth(int i) {
    return (i * i + i / 3) % CLASSES;
  }

  private static Tensor classes(Arena arena) {
    Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(N, 1));
    for (int i = 0; i < N; i++) {
      classes.setInt(i, 0, truth(i));
    }
    return classes;
  }

  private static Tensor scores(Arena arena) {
    Tensor scores = Tensor.allocate(arena, N, CLASSES);
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < CLASSES; j++) {
        int bonus = truth(i) == j && i % 3 != 0 ? 11 : 0;
        scores.set(i, j, (float) ((i * 7 + j * 5 + bonus) % 13 / 13.0));
      }
    }
    return scores;
  }

  private static Tensor probabilities(Arena arena) {
    Tensor scores = scores(arena);
    for (int i = 0; i < N; i++) {
      double sum = 0;
      for (int j = 0; j < CLASSES; j++) {
        sum += scores.get(i, j) + 0.05;
      }
      for (int j = 0; j < CLASSES; j++) {
        scores.set(i, j, (float) ((scores.get(i, j) + 0.05) / sum));
      }
    }
    return scores;
  }

  @Test
  void precisionRecallAndF1() {
    try (Arena arena = Arena.ofConfined()) {
      ConfusionMatrix matrix = new ConfusionMatrix(scores(arena), classes(arena));
      assertEquals(0.375, matrix.accuracy());
      assertEquals(0.375, matrix.precision(Average.MICRO));
      // precision_score(y, s.argmax(1), average='macro') and so on
      assertEquals(0.35357142857142854, matrix.precision(Average.MACRO), 1e-15);
      assertEquals(0.32967032967032966, matrix.recall(Average.MACRO), 1e-15);
      assertEquals(0.3268633540372671, matrix.f1(Average.MACRO), 1e-15);
      assertEquals(0.4425, matrix.precision(Average.WEIGHTED), 1e-15);
      assertEquals(0.375, matrix.recall(Average.WEIGHTED), 1e-15);
      assertEquals(0.39456521739130435, matrix.f1(Average.WEIGHTED), 1e-15);
      assertEquals(0.21428571428571427, matrix.precision(1), 1e-15);
      assertEquals(0.46153846153846156, matrix.recall(2), 1e-15);
      assertEquals(0.5217391304347826, matrix.f1(2), 1e-15);
      assertEquals(0, matrix.f1(3));
    }
  }

  @Test
  void probabilities() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor classes = classes(arena);
      // log_loss(y, p), ((p - one_hot(y)) ** 2).sum(1).mean()
      assertEquals(1.4153246671425177, Probabilities.logLoss(probabilities(arena), classes), FLOAT);
      assertEquals(0.7651312933346145, Probabilities.brier(probabilities(arena), classes), FLOAT);
      // top_k_accuracy_score(y, s, k=k)
      assertEquals(0.45, Probabilities.topK(scores(arena), classes, 1));
      assertEquals(0.625, Probabilities.topK(scores(arena), classes, 2));
      assertEquals(0.925, Probabilities.topK(scores(arena), classes, 3));
    }
  }

  @Test
  void ranking() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor scores = scores(arena);
      double[] one = new double[N];
      boolean[] positive = new boolean[N];
      for (int i = 0; i < N; i++) {
        one[i] = scores.get(i, 1);
        positive[i] = truth(i) == 1;
      }
      Ranking ranking = new Ranking(one, positive);
      // roc_auc_score(y == 1, s[:, 1]), average_precision_score(y == 1, s[:, 1])
      assertEquals(0.538961038961039, ranking.rocAuc(), 1e-14);
      assertEquals(0.1997702417057256, ranking.averagePrecision(), 1e-14);
    }
  }

  @Test
  void rankingOfTheExtremes() {
    Ranking best = new Ranking(new double[] {1, 2, 3}, new boolean[] {false, true, true});
    assertEquals(1, best.rocAuc());
    assertEquals(1, best.averagePrecision());
    Ranking ties = new Ranking(new double[] {0.0, -0.0, 0}, new boolean[] {false, true, true});
    assertEquals(0.5, ties.rocAuc());
    assertTrue(Double.isNaN(new Ranking(new double[] {1}, new boolean[] {true}).rocAuc()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Ranking(new double[] {Double.NaN}, new boolean[] {true}));
  }
}
