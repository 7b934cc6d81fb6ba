package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.List;

/**
 * Cross entropy of logits with all that can be weighted: what is wanted, columns and samples, each
 * of them and all together, and none of them but a factor for each sample.
 */
final class WeightedLossRows {
  private static final Values LOGITS = Values.uniform(-3, 3);
  private static final Values EXTREME =
      Values.sprinkled(LOGITS, 40, Float.NaN, 0f, -0f, 1e-40f, 100f, -100f);
  private static final Values SHARES = Values.sprinkled(Values.uniform(0, 1), 5, 0f, 1f);
  private static final Rounded ONE = exact(1);

  private record Row(
      String name, boolean positive, boolean columns, boolean samples, Reduction reduction) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("positive weights", true, false, false, Reduction.MEAN),
          new Row("column weights", false, true, false, Reduction.BATCH_MEAN),
          new Row("sample weights", false, false, true, Reduction.MEAN),
          new Row("positive and sample weights", true, false, true, Reduction.SUM),
          new Row("all weights", true, true, true, Reduction.MEAN));

  private WeightedLossRows() {}

  static List<Operation> rows() {
    return ROWS.stream().map(WeightedLossRows::row).toList();
  }

  /** No numbers of float32, so that their rounding is tried too. */
  private static Weights weights(boolean given, int count, double first) {
    if (!given || count == 0) {
      return Weights.NONE;
    }
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      weights[i] = first * (1 + i % 5);
    }
    return Weights.of(weights);
  }

  private static Operation row(Row row) {
    Operation.Builder builder =
        Operation.named("binary cross entropy with logits, " + row.name() + ", with gradient", "mn")
            .in("x", "mn", LOGITS, EXTREME)
            .in("target", "mn", SHARES)
            .out("loss", "11")
            .out("gradient", "mn")
            .mayBe("x");
    if (row.samples()) {
      builder.in("samples", "1m", Values.uniform(0, 2));
    }
    return builder
        .prepares(
            (backend, t, arena) -> {
              int cols = t[0].cols();
              LogitCrossEntropy f = new LogitCrossEntropy(weights(row.positive(), cols, 0.3));
              Weights columns = weights(row.columns(), cols, 0.7);
              return () ->
                  backend
                      .losses()
                      .pointwise(
                          f,
                          row.reduction(),
                          columns,
                          t[0],
                          t[1],
                          row.samples() ? t[4] : Losses.NONE,
                          t[2],
                          t[3]);
            })
        .gives((dims, before, after) -> define(row, dims, before, after));
  }

  private static void define(Row row, int[] dims, double[][] before, Expectation[] after) {
    double divisor =
        switch (row.reduction()) {
          case MEAN -> before[0].length;
          case BATCH_MEAN -> dims[0];
          case SUM -> 1;
        };
    Weights positive = weights(row.positive(), dims[1], 0.3);
    Weights columns = weights(row.columns(), dims[1], 0.7);
    Sum sum = new Sum();
    for (int i = 0; i < before[0].length; i++) {
      int column = i % dims[1];
      Rounded x = exact(before[0][i]);
      Rounded t = exact(before[1][i]);
      Rounded weight = hyper(positive.at(column)).minus(ONE).times(t).plus(ONE);
      Rounded factor = hyper(columns.at(column));
      if (row.samples()) {
        factor = factor.times(exact(before[4][i / dims[1]]));
      }
      Rounded value = ONE.minus(t).times(x).plus(weight.times(Rounded.softplus(-x.value())));
      Rounded slope = ONE.minus(t).minus(weight.times(Rounded.sigmoid(-x.value())));
      sum.plus(factor.times(value));
      factor.times(slope).over(hyper(divisor)).expectedIn(after[3], i);
    }
    Rounded total = sum.total();
    double loss = total.value() / divisor;
    after[2].within(0, loss, total.error() / divisor + U * Math.abs(loss) + TINY);
  }
}
