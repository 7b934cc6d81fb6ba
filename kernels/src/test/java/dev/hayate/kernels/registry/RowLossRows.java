package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Losses of whole rows, each defined once more on a row of numbers. What is expected of a gradient
 * are the differences of that definition.
 */
final class RowLossRows {
  private static final Values LOGITS = Values.uniform(-3, 3);

  /** So far apart that no gap of a margin is within a step of 0. */
  private static final Values GRID = random -> random.nextInt(-10, 10) * 0.3f;

  private static final Values SHARES = Values.uniform(0, 1);

  /** A class that is left out where a loss has such a setting. */
  private static final int IGNORED = 1;

  /** The step of a difference. Its square, by a third derivative below 60, is the error. */
  private static final double STEP = 1e-5;

  private static final double SLACK = 60 * STEP * STEP + 1e-9;

  /** The loss of a row. */
  @FunctionalInterface
  private interface Definition {
    double of(double[] x, double[] target);
  }

  /** The part of a row in the divisor of a mean. */
  @FunctionalInterface
  private interface Share {
    double of(double[] target);
  }

  private record Row(
      RowLoss loss, String x, Values values, String target, Definition value, Share share) {}

  private static final List<Row> LOSSES =
      List.of(
          new Row(
              new ClassCrossEntropy(Weights.NONE, 0.2, IGNORED),
              "mn",
              LOGITS,
              "1m",
              (x, t) -> t[0] == IGNORED ? 0 : crossEntropy(x, smooth(one(x.length, t[0]), 0.2)),
              t -> t[0] == IGNORED ? 0 : 1),
          new Row(
              new ProbabilityCrossEntropy(Weights.NONE, 0.1),
              "mn",
              LOGITS,
              "mn",
              (x, t) -> crossEntropy(x, smooth(t, 0.1)),
              t -> 1),
          new Row(
              new ClassLikelihood(Weights.NONE, IGNORED),
              "mn",
              LOGITS,
              "1m",
              (x, t) -> t[0] == IGNORED ? 0 : -x[(int) t[0]],
              t -> t[0] == IGNORED ? 0 : 1),
          new Row(
              new GaussianLikelihood(true, 1e-6),
              "m2n",
              Values.uniform(0.3, 2),
              "mn",
              RowLossRows::gaussian,
              t -> t.length),
          new Row(
              new MultiMargin(1, 1, Weights.NONE),
              "mn",
              GRID,
              "1m",
              (x, t) -> margin(x, (int) t[0], 1),
              t -> 1),
          new Row(
              new MultiMargin(2, 0.5, Weights.NONE),
              "mn",
              GRID,
              "1m",
              (x, t) -> margin(x, (int) t[0], 2),
              t -> 1),
          new Row(
              new MultiLabelSoftMargin(Weights.NONE),
              "mn",
              LOGITS,
              "mn",
              (x, t) ->
                  IntStream.range(0, x.length)
                          .mapToDouble(j -> Math.log(1 + Math.exp(x[j])) - t[j] * x[j])
                          .sum()
                      / x.length,
              t -> 1),
          new Row(new MultiLabelMargin(), "mn", GRID, "mn", RowLossRows::labelMargin, t -> 1));

  private RowLossRows() {}

  private static double[] one(int length, double wanted) {
    double[] target = new double[length];
    target[(int) wanted] = 1;
    return target;
  }

  private static double[] smooth(double[] target, double smoothing) {
    return Arrays.stream(target)
        .map(share -> (1 - smoothing) * share + smoothing / target.length)
        .toArray();
  }

  private static double crossEntropy(double[] x, double[] target) {
    double log = Math.log(Arrays.stream(x).map(Math::exp).sum());
    return IntStream.range(0, x.length).mapToDouble(j -> target[j] * (log - x[j])).sum();
  }

  private static double gaussian(double[] x, double[] target) {
    int n = target.length;
    return IntStream.range(0, n)
            .mapToDouble(
                j -> Math.log(2 * Math.PI * x[n + j]) + Math.pow(x[j] - target[j], 2) / x[n + j])
            .sum()
        / 2;
  }

  private static double margin(double[] x, int wanted, int power) {
    double margin = power == 1 ? 1 : 0.5;
    return IntStream.range(0, x.length)
            .filter(j -> j != wanted)
            .mapToDouble(j -> Math.pow(Math.max(0, margin - x[wanted] + x[j]), power))
            .sum()
        / x.length;
  }

  private static double labelMargin(double[] x, double[] target) {
    double sum =
        Arrays.stream(target)
            .flatMap(
                label ->
                    IntStream.range(0, x.length)
                        .filter(j -> Arrays.stream(target).noneMatch(t -> t == j))
                        .mapToDouble(j -> Math.max(0, 1 - x[(int) label] + x[j])))
            .sum();
    return sum / x.length;
  }

  static List<Operation> rows() {
    List<Operation> rows = new ArrayList<>();
    for (Row row : LOSSES) {
      String name = row.loss().name() + ", " + row.loss();
      rows.add(forward(row, name));
      rows.add(withGradient(row, name + " with gradient"));
    }
    return rows;
  }

  private static Operation.Builder operands(Row row, String name) {
    Operation.Builder builder = Operation.named(name, "mn").in("x", row.x(), row.values());
    boolean classes = row.loss().targetType() == DType.I32;
    if (classes) {
      builder.ints("target", row.target(), 'n');
    } else {
      builder.in("target", row.target(), SHARES);
    }
    return builder.out("loss", "11").where(dims -> dims[1] > 0 && (dims[0] == 0 || dims[1] < 100));
  }

  private static Operation forward(Row row, String name) {
    return operands(row, name)
        .calls(
            (backend, t) ->
                backend
                    .losses()
                    .rowwise(
                        row.loss(), Reduction.MEAN, t[0], t[1], Losses.NONE, t[2], Losses.NONE))
        .gives((dims, before, after) -> define(row, dims, before, after));
  }

  private static Operation withGradient(Row row, String name) {
    return operands(row, name)
        .out("gradient", row.x())
        .in("samples", "1m", Values.uniform(0, 2))
        .calls(
            (backend, t) ->
                backend.losses().rowwise(row.loss(), Reduction.MEAN, t[0], t[1], t[4], t[2], t[3]))
        .gives((dims, before, after) -> define(row, dims, before, after));
  }

  /** In double, and rounded once. */
  private static void define(Row row, int[] dims, double[][] before, Expectation[] after) {
    int cols = dims[0] == 0 ? 0 : before[0].length / dims[0];
    int wanted = dims[0] == 0 ? 0 : before[1].length / dims[0];
    double total = 0;
    double shares = 0;
    for (int i = 0; i < dims[0]; i++) {
      double[] target = Arrays.copyOfRange(before[1], i * wanted, (i + 1) * wanted);
      double[] x = Arrays.copyOfRange(before[0], i * cols, (i + 1) * cols);
      double weight = before.length > 4 ? before[4][i] : 1;
      total += weight * row.value().of(x, target);
      shares += row.share().of(target);
    }
    double loss = total / shares;
    after[2].within(0, loss, U * Math.abs(loss) + 1e-13);
    for (int i = 0; before.length > 3 && i < dims[0]; i++) {
      double[] target = Arrays.copyOfRange(before[1], i * wanted, (i + 1) * wanted);
      double[] x = Arrays.copyOfRange(before[0], i * cols, (i + 1) * cols);
      for (int j = 0; j < cols; j++) {
        double slope = slope(row, x, target, j);
        double expected = slope == 0 ? 0 : before[4][i] / shares * slope;
        double slack = slope == 0 ? 0 : before[4][i] / shares * (SLACK + rounding(row, x, target));
        after[3].within(i * cols + j, expected, U * Math.abs(expected) + slack + TINY);
      }
    }
  }

  /**
   * What the roundings of two values, and of the numbers that they are made of, add to a
   * difference: streams add up with compensation, so the length of a sum does not count.
   */
  private static double rounding(Row row, double[] x, double[] target) {
    double magnitude = Math.abs(row.value().of(x, target)) + Arrays.stream(x).map(Math::abs).sum();
    return 8 * Math.ulp(1.0) / 2 * magnitude / STEP;
  }

  private static double slope(Row row, double[] x, double[] target, int j) {
    double[] up = x.clone();
    up[j] += STEP;
    double[] down = x.clone();
    down[j] -= STEP;
    return (row.value().of(up, target) - row.value().of(down, target)) / (2 * STEP);
  }
}
