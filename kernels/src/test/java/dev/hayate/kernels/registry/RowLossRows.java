package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.ClassCrossEntropy;
import dev.hayate.kernels.loss.ClassLikelihood;
import dev.hayate.kernels.loss.GaussianLikelihood;
import dev.hayate.kernels.loss.MultiLabelMargin;
import dev.hayate.kernels.loss.MultiLabelSoftMargin;
import dev.hayate.kernels.loss.MultiMargin;
import dev.hayate.kernels.loss.ProbabilityCrossEntropy;
import dev.hayate.kernels.registry.Rounded.Sum;
import dev.hayate.kernels.registry.RowDefinitions.Slopes;
import dev.hayate.kernels.registry.RowDefinitions.Terms;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Losses of whole rows, each of them defined once more in {@link RowDefinitions}. */
final class RowLossRows {
  private static final Values LOGITS = Values.uniform(-3, 3);
  private static final Values STRANGE =
      Values.sprinkled(Values.uniform(-30, 30), 60, Float.NaN, 0f, 1e-40f, 200f);

  /** So far apart that no gap of a margin is within a rounding of 0. */
  private static final Values GRID = random -> random.nextInt(-10, 10) * 0.3f;

  private static final Values SHARES = Values.sprinkled(Values.uniform(0, 1), 6, 0f);

  /** A class that is left out where a loss has such a setting. */
  private static final int IGNORED = 1;

  /**
   * A loss.
   *
   * @param settings for the name
   * @param loss for so many classes
   * @param share the part of a row, given its targets, in the divisor of a mean
   */
  private record Row(
      String settings,
      IntFunction<RowLoss> loss,
      String x,
      List<Values> values,
      String target,
      Terms terms,
      Slopes slopes,
      ToDoubleFunction<double[]> share) {}

  private static final List<Row> LOSSES =
      List.of(
          classes("plain", false, 0),
          classes("smooth", false, 0.2),
          classes("weighted", true, 0),
          classes("weighted and smooth", true, 0.3),
          probabilities("plain", false, 0),
          probabilities("weighted and smooth", true, 0.1),
          new Row(
              "",
              n -> new ClassLikelihood(RowDefinitions.weights(n), IGNORED),
              "mn",
              List.of(LOGITS),
              "1m",
              (x, t) -> RowDefinitions.likelihood(x, t, IGNORED),
              (x, t, factor) -> RowDefinitions.likelihoodSlopes(x, t, IGNORED, factor),
              t -> t[0] == IGNORED ? 0 : RowDefinitions.weight((int) t[0])),
          gaussian(true, 1e-6),
          margin(1, 1, false),
          margin(2, 0.5, true),
          new Row(
              "",
              n -> new MultiLabelMargin(),
              "mn",
              List.of(GRID),
              "mn",
              RowDefinitions::labels,
              RowDefinitions::labelSlopes,
              t -> 1),
          new Row(
              "",
              n -> new MultiLabelSoftMargin(RowDefinitions.weights(n)),
              "mn",
              List.of(LOGITS, STRANGE),
              "mn",
              RowDefinitions::soft,
              RowDefinitions::softSlopes,
              t -> 1));

  private RowLossRows() {}

  private static Row classes(String name, boolean weighted, double smoothing) {
    return new Row(
        name,
        n -> new ClassCrossEntropy(weights(weighted, n), smoothing, IGNORED),
        "mn",
        List.of(LOGITS, STRANGE),
        "1m",
        (x, t) -> RowDefinitions.classes(x, t, weighted, smoothing, IGNORED),
        (x, t, factor) -> RowDefinitions.classSlopes(x, t, weighted, smoothing, IGNORED, factor),
        t -> t[0] == IGNORED ? 0 : weighted ? RowDefinitions.weight((int) t[0]) : 1);
  }

  private static Row probabilities(String name, boolean weighted, double smoothing) {
    return new Row(
        name,
        n -> new ProbabilityCrossEntropy(weights(weighted, n), smoothing),
        "mn",
        List.of(LOGITS, STRANGE),
        "mn",
        (x, t) -> RowDefinitions.probabilities(x, t, weighted, smoothing),
        (x, t, factor) -> RowDefinitions.probabilitySlopes(x, t, weighted, smoothing, factor),
        t -> 1);
  }

  private static Row gaussian(boolean full, double bound) {
    return new Row(
        full + " " + bound,
        n -> new GaussianLikelihood(full, bound),
        "m2n",
        List.of(Values.uniform(0.3, 2)),
        "mn",
        (x, t) -> RowDefinitions.gaussian(x, t, full, bound),
        (x, t, factor) -> RowDefinitions.gaussianSlopes(x, t, bound, factor),
        t -> t.length);
  }

  private static Row margin(int power, double margin, boolean weighted) {
    return new Row(
        power + " " + margin,
        n -> new MultiMargin(power, margin, weights(weighted, n)),
        "mn",
        List.of(GRID),
        "1m",
        (x, t) -> RowDefinitions.margin(x, t, power, margin, weighted),
        (x, t, factor) -> RowDefinitions.marginSlopes(x, t, power, margin, weighted, factor),
        t -> 1);
  }

  private static Weights weights(boolean weighted, int count) {
    return weighted ? RowDefinitions.weights(count) : Weights.NONE;
  }

  static List<Operation> rows() {
    return Stream.concat(
            LOSSES.stream().flatMap(row -> Stream.of(forward(row), withGradient(row))),
            Stream.of(throughTheBound()))
        .toList();
  }

  private static String name(Row row) {
    String name = row.loss().apply(1).name();
    return row.settings().isEmpty() ? name : name + ", " + row.settings();
  }

  private static Operation.Builder operands(Row row, String name) {
    Operation.Builder builder =
        Operation.named(name, "mn").in("x", row.x(), row.values().toArray(Values[]::new));
    boolean classes = row.loss().apply(1).targetType() == DType.I32;
    if (classes) {
      builder.ints("target", row.target(), 'n');
    } else {
      builder.in("target", row.target(), SHARES);
    }
    return builder.out("loss", "11").where(dims -> dims[1] > 0);
  }

  private static Operation forward(Row row) {
    return operands(row, name(row))
        .prepares(
            (backend, t, arena) -> {
              RowLoss loss = row.loss().apply(t[0].cols());
              return () ->
                  backend
                      .losses()
                      .rowwise(loss, Reduction.MEAN, t[0], t[1], Losses.NONE, t[2], Losses.NONE);
            })
        .gives((dims, before, after) -> define(row, dims, before, after));
  }

  private static Operation withGradient(Row row) {
    return gradient(row, name(row) + (row.settings().isEmpty() ? ", " : " ") + "with gradient");
  }

  /** A variance below the bound has a gradient all the same, which no difference shows. */
  private static Operation throughTheBound() {
    return gradient(gaussian(false, 0.8), "gaussian nll, with gradient through the bound");
  }

  private static Operation gradient(Row row, String name) {
    return operands(row, name)
        .out("gradient", row.x())
        .in("samples", "1m", Values.uniform(0, 2))
        .prepares(
            (backend, t, arena) -> {
              RowLoss loss = row.loss().apply(t[0].cols());
              return () ->
                  backend.losses().rowwise(loss, Reduction.MEAN, t[0], t[1], t[4], t[2], t[3]);
            })
        .gives((dims, before, after) -> define(row, dims, before, after));
  }

  private static void define(Row row, int[] dims, double[][] before, Expectation[] after) {
    int cols = dims[0] == 0 ? 0 : before[0].length / dims[0];
    int wanted = dims[0] == 0 ? 0 : before[1].length / dims[0];
    double shares = 0;
    for (int i = 0; i < dims[0]; i++) {
      shares += row.share().applyAsDouble(part(before[1], i, wanted));
    }
    Sum sum = new Sum();
    for (int i = 0; i < dims[0]; i++) {
      double[] x = part(before[0], i, cols);
      double[] target = part(before[1], i, wanted);
      Rounded sample = exact(before.length > 4 ? before[4][i] : 1);
      for (Rounded term : row.terms().of(x, target)) {
        sum.plus(sample.times(term));
      }
      if (before.length > 3) {
        Rounded[] slopes = row.slopes().of(x, target, sample.over(hyper(shares)));
        for (int j = 0; j < cols; j++) {
          slopes[j].expectedIn(after[3], i * cols + j);
        }
      }
    }
    Rounded total = sum.total();
    double loss = total.value() / shares;
    after[2].within(0, loss, total.error() / shares + U * Math.abs(loss) + TINY);
  }

  private static double[] part(double[] all, int row, int length) {
    return Arrays.copyOfRange(all, row * length, (row + 1) * length);
  }
}
