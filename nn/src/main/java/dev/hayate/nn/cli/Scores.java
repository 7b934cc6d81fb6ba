package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.metric.ConfusionMatrix;
import dev.hayate.nn.metric.ConfusionMatrix.Average;
import dev.hayate.nn.metric.Probabilities;
import dev.hayate.nn.metric.Ranking;
import dev.hayate.nn.metric.Regression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All measures of answers whose truth is known, under the names that the command line prints and
 * writes as JSON. Definitions are scikit-learn's; see {@link dev.hayate.nn.metric}.
 */
final class Scores {
  private static final int[] TOP = {2, 3, 5};

  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final List<Map<String, Object>> classes = new ArrayList<>();
  private final List<List<Integer>> confusion = new ArrayList<>();

  private Scores() {}

  /**
   * Of classes.
   *
   * @param probabilities {@code [n, classes]}
   * @param truth int32, {@code [n, 1]}
   * @param labels one for each class, or none
   */
  static Scores ofClasses(Tensor probabilities, Tensor truth, List<String> labels) {
    Scores scores = new Scores();
    Map<String, Double> numbers = scores.numbers;
    ConfusionMatrix matrix = new ConfusionMatrix(probabilities, truth);
    numbers.put("accuracy", matrix.accuracy());
    for (int k : TOP) {
      if (k < matrix.classes()) {
        numbers.put("top_" + k + "_accuracy", Probabilities.topK(probabilities, truth, k));
      }
    }
    for (Average average : Average.values()) {
      String end = "_" + average.name().toLowerCase(Locale.ROOT);
      numbers.put("precision" + end, matrix.precision(average));
      numbers.put("recall" + end, matrix.recall(average));
      numbers.put("f1" + end, matrix.f1(average));
    }
    List<Ranking> rankings = new ArrayList<>();
    for (int label = 0; label < matrix.classes(); label++) {
      rankings.add(ranking(probabilities, truth, label));
    }
    // Of two classes the second is the positive one; of more, each stands against the rest.
    List<Ranking> counted = matrix.classes() == 2 ? rankings.subList(1, 2) : rankings;
    numbers.put("roc_auc", mean(counted.stream().mapToDouble(Ranking::rocAuc).toArray()));
    numbers.put("pr_auc", mean(counted.stream().mapToDouble(Ranking::averagePrecision).toArray()));
    numbers.put("log_loss", Probabilities.logLoss(probabilities, truth));
    // Of two classes scikit-learn counts one only.
    double brier = Probabilities.brier(probabilities, truth);
    numbers.put("brier", matrix.classes() == 2 ? brier / 2 : brier);
    for (int label = 0; label < matrix.classes(); label++) {
      scores.add(label, labels, matrix, rankings.get(label));
    }
    return scores;
  }

  private static Ranking ranking(Tensor probabilities, Tensor truth, int label) {
    double[] scores = new double[truth.rows()];
    boolean[] positive = new boolean[truth.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = probabilities.get(row, label);
      positive[row] = truth.getInt(row, 0) == label;
    }
    return new Ranking(scores, positive);
  }

  /** Over the classes that occur. */
  private static double mean(double[] areas) {
    double sum = 0;
    int count = 0;
    for (double area : areas) {
      if (!Double.isNaN(area)) {
        sum += area;
        count++;
      }
    }
    return sum / count;
  }

  private void add(int label, List<String> labels, ConfusionMatrix matrix, Ranking ranking) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("class", labels.isEmpty() ? Integer.toString(label) : labels.get(label));
    row.put("samples", matrix.support(label));
    row.put("precision", matrix.precision(label));
    row.put("recall", matrix.recall(label));
    row.put("f1", matrix.f1(label));
    row.put("roc_auc", ranking.rocAuc());
    row.put("pr_auc", ranking.averagePrecision());
    classes.add(row);
    List<Integer> counts = new ArrayList<>();
    for (int other = 0; other < matrix.classes(); other++) {
      counts.add(matrix.count(label, other));
    }
    confusion.add(counts);
  }

  /**
   * Of a quantity.
   *
   * @param predicted {@code [n, 1]}, in the target's unit
   * @param truth {@code [n, 1]}, likewise
   */
  static Scores ofQuantity(Tensor predicted, Tensor truth) {
    Scores scores = new Scores();
    Regression regression = Regression.of(predicted, truth);
    scores.numbers.put("mae", regression.mae());
    scores.numbers.put("rmse", regression.rmse());
    scores.numbers.put("r2", regression.r2());
    return scores;
  }

  /** The measures that are one number. */
  Map<String, Double> numbers() {
    return numbers;
  }

  /** A measure by name. */
  double number(String name) {
    return numbers.getOrDefault(name, Double.NaN);
  }

  /** Everything, for JSON: the numbers, then each class, and the confusion matrix by truth. */
  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>(numbers);
    if (!classes.isEmpty()) {
      all.put("classes", classes);
      all.put("confusion_matrix", confusion);
    }
    return all;
  }

  /** The measures that most ask for, in one line. */
  String line() {
    return confusion.isEmpty()
        ? String.format(
            Locale.ROOT,
            "mean absolute error %.4g, RMSE %.4g, R2 %.4f",
            number("mae"),
            number("rmse"),
            number("r2"))
        : String.format(
            Locale.ROOT,
            "accuracy %.2f%%, F1 %.4f, ROC AUC %.4f",
            100 * number("accuracy"),
            number("f1_macro"),
            number("roc_auc"));
  }

  /** Everything, for people. */
  String table() {
    StringBuilder text = new StringBuilder();
    numbers.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-20s%.6g%n", name, value)));
    if (classes.isEmpty()) {
      return text.toString();
    }
    String row = "%-16s %8s %10s %8s %8s %8s %8s%n";
    text.append(String.format("%n"))
        .append(
            String.format(
                row, "class", "samples", "precision", "recall", "f1", "roc_auc", "pr_auc"));
    for (Map<String, Object> each : classes) {
      text.append(
          String.format(
              row,
              each.values().stream()
                  .map(v -> v instanceof Double d ? String.format(Locale.ROOT, "%.4f", d) : v)
                  .toArray()));
    }
    text.append(String.format("%nconfusion matrix: true classes down, predicted ones across%n"));
    // As narrow as they can be, so that ten classes and more fit into 80 columns.
    int name = longest(classes.stream().map(each -> each.get("class")));
    int count = longest(confusion.stream().flatMap(List::stream));
    for (int label = 0; label < confusion.size(); label++) {
      text.append(String.format("%-" + name + "s ", classes.get(label).get("class")));
      for (int number : confusion.get(label)) {
        text.append(String.format(" %" + count + "d", number));
      }
      text.append(String.format("%n"));
    }
    return text.toString();
  }

  private static int longest(Stream<?> values) {
    return values.mapToInt(value -> String.valueOf(value).length()).max().orElse(1);
  }
}
