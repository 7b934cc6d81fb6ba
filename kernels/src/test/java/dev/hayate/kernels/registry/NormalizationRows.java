package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.gamma;

import java.util.List;

/** Softmax, log-softmax and standardisation. */
final class NormalizationRows {
  static final Values LOGITS = Values.uniform(-10, 10);

  /** Logits of any finite size must give finite results. */
  static final Values LARGE = Values.sprinkled(Values.uniform(-1e4, 1e4), 5, 1e4f, -1e4f, 0f, -0f);

  /** One row in several holds what makes it NaN. */
  static final Values EXTREME =
      Values.sprinkled(
          LOGITS,
          30,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          -0f,
          Float.MIN_VALUE,
          -Float.MAX_VALUE);

  private static final Values LOWEST = random -> Float.NEGATIVE_INFINITY;
  private static final Values GRADIENTS = Values.uniform(-1, 1);

  private NormalizationRows() {}

  static List<Operation> rows() {
    return List.of(softmax(), softmaxBackward(), logSoftmax(), logSoftmaxBackward(), standardize());
  }

  /**
   * The last steps, a reciprocal and a product, round once each; what is not a normal number may be
   * 0.
   */
  private static Operation softmax() {
    return Operation.named("softmax", "mn")
        .in("x", "mn", LOGITS, LARGE, EXTREME, LOWEST)
        .out("y", "mn")
        .mayBe("x")
        .calls((backend, t) -> backend.normalizations().softmax(t[0], t[1]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < dims[0]; i++) {
                SoftmaxRow row = new SoftmaxRow(before[0], i * dims[1], dims[1]);
                for (int j = 0; j < dims[1]; j++) {
                  double y = row.softmax(j);
                  after[1].within(
                      i * dims[1] + j, y, y * row.softmaxError(j, 2) + Float.MIN_NORMAL);
                }
              }
            });
  }

  /**
   * The dot product of n terms is off by {@code gamma(n) sum |dy y|}; the difference and the
   * product round once each.
   */
  private static Operation softmaxBackward() {
    return Operation.named("softmax backward", "mn")
        .in("y", "mn", Values.sprinkled(Values.uniform(0, 1), 9, 0f, 1f, Float.MIN_VALUE))
        .in("dy", "mn", GRADIENTS, Values.sprinkled(GRADIENTS, 50, Float.NaN, 0f, -1e-40f))
        .out("dx", "mn")
        .mayBe("y")
        .mayBe("dy")
        .calls((backend, t) -> backend.normalizations().softmaxBackward(t[0], t[1], t[2]))
        .gives(
            (dims, before, after) -> {
              int n = dims[1];
              for (int i = 0; i < dims[0]; i++) {
                double dot = 0;
                double size = 0;
                for (int at = i * n; at < i * n + n; at++) {
                  dot += before[1][at] * before[0][at];
                  size += Math.abs(before[1][at] * before[0][at]);
                }
                for (int at = i * n; at < i * n + n; at++) {
                  double y = Math.abs(before[0][at]);
                  double difference = before[1][at] - dot;
                  double error = gamma(n + 2) * size + gamma(2) * Math.abs(difference) + n * TINY;
                  after[2].within(at, before[0][at] * difference, y * error + TINY);
                }
              }
            });
  }

  /**
   * The relative error of the sum is the absolute one of its logarithm; z, the logarithm and the
   * last difference round once each.
   */
  private static Operation logSoftmax() {
    return Operation.named("log_softmax", "mn")
        .in("x", "mn", LOGITS, LARGE, EXTREME, LOWEST)
        .out("y", "mn")
        .mayBe("x")
        .calls((backend, t) -> backend.normalizations().logSoftmax(t[0], t[1]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < dims[0]; i++) {
                SoftmaxRow row = new SoftmaxRow(before[0], i * dims[1], dims[1]);
                double log = Math.log(row.sum);
                for (int j = 0; j < dims[1]; j++) {
                  double y = row.z(j) - log;
                  double rounded = Math.abs(row.z(j)) + log + Math.abs(y);
                  after[1].within(
                      i * dims[1] + j, y, row.sumError + U * rounded * (1 + gamma(4)) + TINY);
                }
              }
            });
  }

  /**
   * exp is off by 4 u, the sum by {@code gamma(n - 1) sum |dy|}, the product by one rounding; the
   * difference rounds once.
   */
  private static Operation logSoftmaxBackward() {
    return Operation.named("log_softmax backward", "mn")
        .in("y", "mn", Values.uniform(-20, 0), Values.sprinkled(Values.uniform(-120, 0), 5, 0f))
        .in("dy", "mn", GRADIENTS, Values.sprinkled(GRADIENTS, 50, Float.NaN, 0f, -1e-40f))
        .out("dx", "mn")
        .mayBe("y")
        .mayBe("dy")
        .calls((backend, t) -> backend.normalizations().logSoftmaxBackward(t[0], t[1], t[2]))
        .gives(
            (dims, before, after) -> {
              int n = dims[1];
              for (int i = 0; i < dims[0]; i++) {
                double sum = 0;
                double size = 0;
                for (int at = i * n; at < i * n + n; at++) {
                  sum += before[1][at];
                  size += Math.abs(before[1][at]);
                }
                for (int at = i * n; at < i * n + n; at++) {
                  double y = Math.exp(before[0][at]);
                  double dx = before[1][at] - y * sum;
                  double error = gamma(n + 5) * y * size + gamma(1) * Math.abs(dx);
                  after[2].within(at, dx, error + TINY * 2 + Float.MIN_NORMAL * size);
                }
              }
            });
  }

  /** A difference and a quotient, each rounded once. */
  private static Operation standardize() {
    return Operation.named("standardize", "mn")
        .in("x", "mn", LOGITS, EXTREME)
        .in("mean", "1n", LOGITS)
        .in("deviation", "1n", Values.sprinkled(Values.uniform(0.1, 3), 4, 0f, -0f))
        .out("y", "mn")
        .mayBe("x")
        .calls((backend, t) -> backend.normalizations().standardize(t[0], t[1], t[2], t[3]))
        .gives(
            (dims, before, after) -> {
              for (int at = 0; at < before[0].length; at++) {
                int j = at % dims[1];
                double centred = before[0][at] - before[1][j];
                double y = before[2][j] == 0 ? centred : centred / before[2][j];
                after[3].within(at, y, gamma(2) * Math.abs(y) + TINY);
              }
            });
  }
}
