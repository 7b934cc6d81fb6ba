package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.Losses;
import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.AbsoluteError;
import dev.hayate.kernels.loss.BinaryCrossEntropy;
import dev.hayate.kernels.loss.Hinge;
import dev.hayate.kernels.loss.HingeEmbedding;
import dev.hayate.kernels.loss.Huber;
import dev.hayate.kernels.loss.KlDivergence;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.loss.PoissonLikelihood;
import dev.hayate.kernels.loss.SmoothL1;
import dev.hayate.kernels.loss.SoftMargin;
import dev.hayate.kernels.loss.SquaredError;
import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Losses that are sums over elements: one line for each, which defines it once more in arithmetic
 * that knows its own error, and makes its rows.
 */
final class PointLossRows {
  private static final Values ORDINARY = Values.uniform(-3, 3);
  private static final Values EXTREME = Values.sprinkled(ORDINARY, 40, Float.NaN, 0f, -0f, 1e-40f);
  private static final Values SHARES = Values.sprinkled(Values.uniform(0, 1), 5, 0f, 1f);
  private static final Values PROBABILITIES = Values.uniform(0.001, 0.999);
  private static final Values SIGNS = random -> random.nextBoolean() ? 1 : -1;
  private static final Values COUNTS = random -> random.nextInt(6);
  private static final Rounded ONE = exact(1);

  /** A loss of exact operands, and its derivative. */
  private record Row(
      PointLoss loss,
      Values x,
      Values target,
      BinaryOperator<Rounded> value,
      BinaryOperator<Rounded> gradient) {}

  private static final List<Row> LOSSES =
      List.of(
          new Row(
              new SquaredError(),
              ORDINARY,
              ORDINARY,
              (x, t) -> x.minus(t).times(x.minus(t)),
              (x, t) -> exact(2).times(x.minus(t))),
          new Row(
              new AbsoluteError(),
              ORDINARY,
              ORDINARY,
              (x, t) -> x.minus(t).size(),
              (x, t) -> exact(Math.signum(x.minus(t).value()))),
          new Row(
              new Huber(0.7),
              ORDINARY,
              ORDINARY,
              (x, t) -> bowl(x.minus(t), 0.7),
              (x, t) -> held(x.minus(t), 0.7)),
          new Row(
              new SmoothL1(0.4),
              ORDINARY,
              ORDINARY,
              (x, t) -> bowl(x.minus(t), 0.4).over(hyper(0.4)),
              (x, t) -> held(x.minus(t), 0.4).over(hyper(0.4))),
          new Row(
              new LogitCrossEntropy(Weights.NONE),
              ORDINARY,
              SHARES,
              (x, t) -> ONE.minus(t).times(x).plus(Rounded.softplus(-x.value())),
              (x, t) -> ONE.minus(t).minus(Rounded.sigmoid(-x.value()))),
          new Row(
              new BinaryCrossEntropy(),
              PROBABILITIES,
              SHARES,
              (x, t) ->
                  t.minus(ONE).times(Rounded.log(ONE.minus(x))).minus(t.times(Rounded.log(x))),
              (x, t) -> x.minus(t).over(ONE.minus(x).times(x))),
          new Row(
              new KlDivergence(false),
              ORDINARY,
              Values.uniform(0.001, 1),
              (x, t) -> t.times(Rounded.log(t)).minus(t.times(x)),
              (x, t) -> t.negated()),
          new Row(
              new KlDivergence(true),
              ORDINARY,
              ORDINARY,
              (x, t) -> Rounded.exp(t).times(t.minus(x)),
              (x, t) -> Rounded.exp(t).negated()),
          new Row(
              new PoissonLikelihood(true, false, 1e-8),
              ORDINARY,
              COUNTS,
              (x, t) -> Rounded.exp(x).minus(t.times(x)),
              (x, t) -> Rounded.exp(x).minus(t)),
          new Row(
              new PoissonLikelihood(false, false, 0.01),
              PROBABILITIES,
              COUNTS,
              (x, t) -> x.minus(t.times(Rounded.log(x.plus(hyper(0.01))))),
              (x, t) -> ONE.minus(t.over(x.plus(hyper(0.01))))),
          new Row(
              new PoissonLikelihood(true, true, 1e-8),
              ORDINARY,
              COUNTS,
              (x, t) -> Rounded.exp(x).minus(t.times(x)).plus(stirling(t)),
              (x, t) -> Rounded.exp(x).minus(t)),
          new Row(
              new PoissonLikelihood(false, true, 0.01),
              PROBABILITIES,
              COUNTS,
              (x, t) -> x.minus(t.times(Rounded.log(x.plus(hyper(0.01))))).plus(stirling(t)),
              (x, t) -> ONE.minus(t.over(x.plus(hyper(0.01))))),
          new Row(
              new SoftMargin(),
              ORDINARY,
              SIGNS,
              (x, t) -> Rounded.softplus(-t.value() * x.value()),
              (x, t) -> t.times(Rounded.sigmoid(-t.value() * x.value())).negated()),
          new Row(
              new HingeEmbedding(0.6),
              ORDINARY,
              SIGNS,
              (x, t) -> t.value() == 1 ? x : gap(hyper(0.6).minus(x)),
              (x, t) -> t.value() == 1 ? ONE : exact(x.value() < 0.6 ? -1 : 0)),
          new Row(
              new Hinge(1),
              ORDINARY,
              SIGNS,
              (x, t) -> gap(ONE.minus(t.times(x))),
              (x, t) -> ONE.minus(t.times(x)).value() <= 0 ? exact(0) : t.negated()),
          new Row(
              new Hinge(2),
              ORDINARY,
              SIGNS,
              (x, t) -> gap(ONE.minus(t.times(x))).times(gap(ONE.minus(t.times(x)))),
              (x, t) -> exact(-2).times(gap(ONE.minus(t.times(x)))).times(t)));

  private PointLossRows() {}

  /** {@code d^2 / 2} within the bend and a line beyond it. */
  private static Rounded bowl(Rounded distance, double bend) {
    Rounded size = distance.size();
    Rounded edge = hyper(bend);
    return size.value() < bend
        ? exact(0.5).times(size).times(size)
        : edge.times(size.minus(exact(0.5).times(edge)));
  }

  /** Stirling's formula for {@code log t!}, as the loss has it. */
  private static Rounded stirling(Rounded t) {
    if (t.value() <= 1) {
      return exact(0);
    }
    Rounded log = Rounded.log(t);
    Rounded half = exact(0.5).times(log.plus(hyper(Math.log(2 * Math.PI))));
    return t.times(log).minus(t).plus(half);
  }

  private static Rounded held(Rounded distance, double bend) {
    return Math.abs(distance.value()) > bend
        ? hyper(Math.copySign(bend, distance.value()))
        : distance;
  }

  private static Rounded gap(Rounded gap) {
    return gap.value() <= 0 ? new Rounded(0, gap.error()) : gap;
  }

  static List<Operation> rows() {
    List<Operation> rows = new ArrayList<>();
    int turn = 0;
    for (Row row : LOSSES) {
      String settings = ", " + row.loss();
      rows.add(row(row, row.loss().name() + settings, Reduction.MEAN));
      rows.add(withGradient(row, row.loss().name() + settings + " with gradient", Reduction.MEAN));
      Reduction reduction = turn++ % 2 == 0 ? Reduction.SUM : Reduction.BATCH_MEAN;
      rows.add(weighted(row, row.loss().name() + settings + ", " + reduction, reduction));
    }
    return rows;
  }

  private static Operation.Builder operands(Row row, String name) {
    Values extreme = row.x() == ORDINARY ? EXTREME : row.x();
    return Operation.named(name, "mn")
        .in("x", "mn", row.x(), extreme)
        .in("target", "mn", row.target())
        .out("loss", "11");
  }

  private static Operation row(Row row, String name, Reduction reduction) {
    return operands(row, name)
        .calls(
            (backend, t) ->
                backend
                    .losses()
                    .pointwise(
                        row.loss(),
                        reduction,
                        Weights.NONE,
                        t[0],
                        t[1],
                        Losses.NONE,
                        t[2],
                        Losses.NONE))
        .gives((dims, before, after) -> define(row, reduction, Weights.NONE, dims, before, after));
  }

  private static Operation withGradient(Row row, String name, Reduction reduction) {
    return operands(row, name)
        .out("gradient", "mn")
        .mayBe("x")
        .calls(
            (backend, t) ->
                backend
                    .losses()
                    .pointwise(
                        row.loss(), reduction, Weights.NONE, t[0], t[1], Losses.NONE, t[2], t[3]))
        .gives((dims, before, after) -> define(row, reduction, Weights.NONE, dims, before, after));
  }

  /** With a factor for each sample and one for each column. */
  private static Operation weighted(Row row, String name, Reduction reduction) {
    return operands(row, name)
        .out("gradient", "mn")
        .mayBe("x")
        .in("samples", "1m", Values.uniform(0, 2))
        .prepares(
            (backend, t, arena) -> {
              Weights weights = columns(t[0]);
              return () ->
                  backend
                      .losses()
                      .pointwise(row.loss(), reduction, weights, t[0], t[1], t[4], t[2], t[3]);
            })
        .gives(
            (dims, before, after) -> define(row, reduction, columns(dims[1]), dims, before, after));
  }

  private static Weights columns(Tensor x) {
    return columns(x.cols());
  }

  private static Weights columns(int count) {
    if (count == 0) {
      return Weights.NONE;
    }
    double[] weights = new double[count];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 0.25 * (1 + i % 7);
    }
    return Weights.of(weights);
  }

  private static void define(
      Row row,
      Reduction reduction,
      Weights columns,
      int[] dims,
      double[][] before,
      Expectation[] after) {
    double divisor =
        switch (reduction) {
          case MEAN -> before[0].length;
          case BATCH_MEAN -> dims[0];
          case SUM -> 1;
        };
    boolean weighted = before.length > 4;
    Sum sum = new Sum();
    for (int i = 0; i < before[0].length; i++) {
      Rounded x = exact(before[0][i]);
      Rounded target = exact(before[1][i]);
      int column = i % dims[1];
      Rounded factor =
          weighted ? exact(before[4][i / dims[1]]).times(exact(columns.at(column))) : exact(1);
      sum.plus(factor.times(row.value().apply(x, target)));
      if (before.length > 3) {
        factor.times(row.gradient().apply(x, target)).over(hyper(divisor)).expectedIn(after[3], i);
      }
    }
    Rounded total = sum.total();
    double loss = total.value() / divisor;
    after[2].within(0, loss, total.error() / divisor + U * Math.abs(loss) + Bounds.TINY);
  }
}
