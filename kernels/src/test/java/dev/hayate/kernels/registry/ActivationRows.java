package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.gamma;
import static dev.hayate.kernels.registry.Bounds.grown;
import static dev.hayate.kernels.registry.Bounds.ulps;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The activation functions: one line for each, which makes its forward and backward rows here, its
 * fused products in {@link ProductRows} and its gradient check in {@link GradientTest}.
 */
final class ActivationRows {
  /**
   * An activation, defined once more and otherwise than its record does it.
   *
   * @param value the function
   * @param gradient of what is saved and of dy
   * @param steepest the largest size of its derivative, by which an error of its argument grows
   * @param error how far float32 may be from a result
   * @param gradientError how far float32 may be from {@code gradient(saved, dy)}
   */
  record Row(
      Activation activation,
      DoubleUnaryOperator value,
      DoubleBinaryOperator gradient,
      double steepest,
      DoubleUnaryOperator error,
      DoubleBinaryOperator gradientError) {}

  static final List<Row> ACTIVATIONS =
      List.of(
          new Row(new Identity(), x -> x, (saved, dy) -> dy, 1, y -> 0, (saved, dy) -> 0),
          new Row(
              new Relu(),
              x -> x > 0 || Double.isNaN(x) ? x : 0,
              (saved, dy) -> saved > 0 || Double.isNaN(saved) ? dy : 0,
              1,
              y -> 0,
              (saved, dy) -> 0),
          // e = exp(-x) is within 2 ulp, which are 4 u of it, and weighs e / (1 + e) < 1 in the
          // sum; the sum and the quotient round once each. Where e is above float32's range the
          // result is 0 instead of less than 1 / MAX_VALUE.
          // Gradient: 1 - s, its product with s and that with dy round once each; an inner product
          // that is denormal is off by half of TINY, times dy.
          new Row(
              new Sigmoid(),
              x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)),
              (saved, dy) -> dy * saved * (1 - saved),
              0.25,
              y -> grown(6 * U) * y + 1.0 / Float.MAX_VALUE + TINY,
              (s, dy) -> gamma(3) * Math.abs(dy * s * (1 - s)) + TINY * (1 + Math.abs(dy))),
          // tanh promises 2 ulp, and keeps the sign of 0. Gradient: the square rounds once, 1 - y y
          // and the last product
          // once each; the first rounding is a share of y y, not of the difference.
          new Row(
              new Tanh(),
              ActivationRows::tanh,
              (saved, dy) -> dy * (1 - saved) * (1 + saved),
              1,
              y -> y == 0 ? 0 : ulps(2, y),
              (y, dy) ->
                  Math.abs(dy) * (gamma(3) * y * y + gamma(2) * Math.abs(1 - y * y))
                      + TINY * (1 + Math.abs(dy))),
          // Those without a vector form are made in double, within 2^-48 of it, and rounded once.
          rounded(
              new LeakyRelu(0.1),
              x -> Math.max(x, 0) + 0.1 * Math.min(x, 0),
              (y, dy) -> y > 0 ? dy : 0.1 * dy,
              1),
          rounded(
              new Elu(0.7),
              x ->
                  x > 0
                      ? x
                      : 1.4 * Math.sinh(Math.max(x, -80) / 2) * Math.exp(Math.max(x, -80) / 2),
              (x, dy) -> x > 0 ? dy : 0.7 * dy / Math.exp(-x),
              1),
          rounded(
              new Silu(),
              x -> x * (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
              (x, dy) -> {
                double s = 1 / (1 + Math.exp(-x));
                return dy * (s + x * s * (1 - s));
              },
              1.1),
          rounded(
              new LogSigmoid(),
              x -> x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x)),
              (x, dy) -> dy * (1 - 1 / (1 + Math.exp(-x))),
              1),
          rounded(
              new Softsign(),
              x -> x / (1 + Math.abs(x)),
              (x, dy) -> dy / Math.pow(1 + Math.abs(x), 2),
              1));

  private static Row rounded(
      Activation activation,
      DoubleUnaryOperator value,
      DoubleBinaryOperator gradient,
      double steepest) {
    return new Row(
        activation, value, gradient, steepest, y -> ulps(1, y), (saved, dy) -> ulps(1, dy) + TINY);
  }

  private static final Values ORDINARY = Values.uniform(-5, 5);

  private static final Values EXTREME =
      Values.sprinkled(
          Values.magnitudes(-30, 8),
          3,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          0f,
          -0f,
          Float.MIN_VALUE,
          -1e-40f,
          1e4f,
          -1e4f,
          87.5f,
          -87.5f,
          -103f,
          Float.MAX_VALUE,
          -Float.MAX_VALUE);

  private ActivationRows() {}

  static List<Operation> rows() {
    List<Operation> rows = new ArrayList<>();
    for (Row row : ACTIVATIONS) {
      rows.add(forward(row));
      rows.add(backward(row));
    }
    return rows;
  }

  private static Operation forward(Row row) {
    return Operation.named(row.activation().name(), "mn")
        .in("x", "mn", ORDINARY, EXTREME)
        .out("y", "mn")
        .mayBe("x")
        .calls((backend, t) -> backend.activations().forward(row.activation(), t[0], t[1]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double y = row.value().applyAsDouble(before[0][i]);
                after[1].within(i, y, row.error().applyAsDouble(y));
              }
            });
  }

  private static Operation backward(Row row) {
    // A saved output lies in the function's range; the functions whose output is saved have all of
    // (0, 1) in theirs, and what they make of their extremes.
    Values saved =
        row.activation().savesOutput()
            ? Values.sprinkled(Values.uniform(0, 1), 4, 0f, 1f, Float.NaN, Float.MIN_VALUE)
            : ORDINARY;
    return Operation.named(row.activation().name() + " backward", "mn")
        .in("saved", "mn", saved)
        .in("dy", "mn", ORDINARY, Values.sprinkled(ORDINARY, 4, Float.NaN, -0f, 1e-40f, 1e30f))
        .out("dx", "mn")
        .mayBe("saved")
        .mayBe("dy")
        .calls((backend, t) -> backend.activations().backward(row.activation(), t[0], t[1], t[2]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double kept = before[0][i];
                double dy = before[1][i];
                after[2].within(
                    i,
                    row.gradient().applyAsDouble(kept, dy),
                    row.gradientError().applyAsDouble(kept, dy));
              }
            });
  }

  /** By {@code expm1}, so that small results keep their digits. */
  private static double tanh(double x) {
    double e = Math.expm1(-2 * Math.abs(x));
    return Math.copySign(-e / (2 + e), x);
  }
}
