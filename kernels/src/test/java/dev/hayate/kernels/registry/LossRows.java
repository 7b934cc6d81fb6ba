package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.gamma;

import java.util.List;

/** Losses and their gradients. */
final class LossRows {
  private static final Values ORDINARY = Values.uniform(-2, 2);

  private static final Values EXTREME =
      Values.sprinkled(
          ORDINARY, 90, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f);

  /** The most squares that may be added in float32 before they join the sum in double. */
  private static final int BLOCK = 256;

  private LossRows() {}

  static List<Operation> rows() {
    return List.of(
        crossEntropy(false), crossEntropy(true), squaredError(false), squaredError(true));
  }

  /**
   * A row's loss is {@code log sum - z}: off by the sum's relative error, and by a rounding each of
   * z, the logarithm and the difference where a row is done in float32. The mean over the rows is
   * made in double, which costs nothing beside one rounding of the result.
   *
   * <p>The gradient is a probability with three roundings (1 / n, its quotient with the sum, the
   * product), less 1 / n, which is one, and a difference, which is one more.
   */
  private static Operation crossEntropy(boolean gradient) {
    Operation.Builder row =
        Operation.named(gradient ? "cross entropy with gradient" : "cross entropy", "mn")
            .in(
                "logits",
                "mn",
                NormalizationRows.LOGITS,
                NormalizationRows.LARGE,
                NormalizationRows.EXTREME)
            .ints("classes", "1m", 'n')
            .out("loss", "11");
    if (gradient) {
      row.out("gradient", "mn").mayBe("logits");
    }
    return row.where(dims -> dims[0] == 0 || dims[1] > 0)
        .calls(
            (backend, t) -> {
              if (gradient) {
                backend.losses().crossEntropy(t[0], t[1], t[2], t[3]);
              } else {
                backend.losses().crossEntropy(t[0], t[1], t[2]);
              }
            })
        .gives(
            (dims, before, after) -> {
              int rows = dims[0];
              double total = 0;
              double error = 0;
              for (int i = 0; i < rows; i++) {
                SoftmaxRow softmax = new SoftmaxRow(before[0], i * dims[1], dims[1]);
                int wanted = (int) before[1][i];
                double log = Math.log(softmax.sum);
                double loss = log - softmax.z(wanted);
                total += loss;
                error +=
                    softmax.sumError + U * (Math.abs(softmax.z(wanted)) + log + Math.abs(loss));
                if (gradient) {
                  defineGradient(softmax, wanted, dims, i, after[3]);
                }
              }
              double loss = total / rows;
              after[2].within(0, loss, error / rows * (1 + gamma(4)) + U * Math.abs(loss) + TINY);
            });
  }

  private static void defineGradient(
      SoftmaxRow softmax, int wanted, int[] dims, int i, Expectation gradient) {
    double share = 1.0 / dims[0];
    for (int j = 0; j < dims[1]; j++) {
      double y = softmax.softmax(j) * share;
      double expected = j == wanted ? y - share : y;
      double error = y * softmax.softmaxError(j, 3) + Float.MIN_NORMAL;
      if (j == wanted) {
        error += U * share + U * Math.abs(expected) * (1 + gamma(4));
      }
      gradient.within(i * dims[1] + j, expected, error);
    }
  }

  /**
   * A difference rounds once and counts twice in its square, which rounds once; up to {@link
   * #BLOCK} squares may be added in float32, all of one sign; one rounding at the end. A gradient
   * is a difference, a factor and a product.
   */
  private static Operation squaredError(boolean gradient) {
    Operation.Builder row =
        Operation.named(gradient ? "mean squared error with gradient" : "mean squared error", "mn")
            .in("prediction", "mn", ORDINARY, EXTREME)
            .in("target", "mn", ORDINARY, ORDINARY, EXTREME)
            .out("loss", "11");
    if (gradient) {
      row.out("gradient", "mn").mayBe("prediction");
    }
    return row.calls(
            (backend, t) -> {
              if (gradient) {
                backend.losses().meanSquaredError(t[0], t[1], t[2], t[3]);
              } else {
                backend.losses().meanSquaredError(t[0], t[1], t[2]);
              }
            })
        .gives(
            (dims, before, after) -> {
              int size = before[0].length;
              double total = 0;
              for (int at = 0; at < size; at++) {
                double difference = before[0][at] - before[1][at];
                total += difference * difference;
                if (gradient) {
                  double expected = 2 * difference / size;
                  after[3].within(at, expected, gamma(3) * Math.abs(expected) + TINY);
                }
              }
              double loss = total / size;
              after[2].within(0, loss, gamma(Math.min(size, BLOCK) + 4) * loss + TINY);
            });
  }
}
