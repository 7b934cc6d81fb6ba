package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.gamma;
import static dev.hayate.kernels.registry.Bounds.grown;
import static dev.hayate.kernels.registry.Bounds.ulps;
import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import dev.hayate.kernels.activation.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

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
   * @param error how far float32 may be from a result, by the argument and the result
   * @param gradientError how far float32 may be from {@code gradient(saved, dy)}
   */
  record Row(
      Activation activation,
      DoubleUnaryOperator value,
      DoubleBinaryOperator gradient,
      double steepest,
      DoubleBinaryOperator error,
      DoubleBinaryOperator gradientError) {}

  /** What exp makes 0, in a sum or a factor of about 1. */
  private static final double LOST = Float.MIN_NORMAL;

  private static final Rounded ONE = exact(1);
  private static final double GELU_TANH = 2 * Math.sqrt(2 / Math.PI);

  /** Those that products are tried with too. */
  static final List<Row> COMMON =
      List.of(
          new Row(new Identity(), x -> x, (saved, dy) -> dy, 1, (x, y) -> 0, (saved, dy) -> 0),
          new Row(
              new Relu(),
              x -> x > 0 || Double.isNaN(x) ? x : 0,
              (saved, dy) -> saved > 0 || Double.isNaN(saved) ? dy : 0,
              1,
              (x, y) -> 0,
              (saved, dy) -> 0),
          // e is within 2 ulp, which are 4 u of it, and weighs less than 1 in the sum; the sum and
          // the quotient round once each. Gradient: 1 - s, its product with s and that with dy
          // round once each; an inner product that is denormal is off by half of TINY, times dy.
          new Row(
              new Sigmoid(),
              x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)),
              (saved, dy) -> dy * saved * (1 - saved),
              0.25,
              (x, y) -> grown(6 * U) * y + LOST,
              (s, dy) -> gamma(3) * Math.abs(dy * s * (1 - s)) + TINY * (1 + Math.abs(dy))),
          // tanh promises 2 ulp, and keeps the sign of 0. Gradient: the square rounds once, 1 - y y
          // and the last product
          // once each; the first rounding is a share of y y, not of the difference.
          new Row(
              new Tanh(),
              ActivationRows::tanh,
              (saved, dy) -> dy * (1 - saved) * (1 + saved),
              1,
              (x, y) -> y == 0 ? 0 : ulps(2, y),
              (y, dy) ->
                  Math.abs(dy) * (gamma(3) * y * y + gamma(2) * Math.abs(1 - y * y))
                      + TINY * (1 + Math.abs(dy))),
          // The slope is rounded, and so is the product.
          new Row(
              new LeakyRelu(0.1),
              x -> Math.max(x, 0) + 0.1 * Math.min(x, 0),
              (y, dy) -> y > 0 ? dy : 0.1 * dy,
              1,
              (x, y) -> gamma(2) * Math.abs(y) + TINY,
              (y, dy) -> gamma(2) * Math.abs(dy) + TINY),
          // exp(x) - 1 is within 4 u; its factor and the product round once each.
          new Row(
              new Elu(0.7),
              x -> x > 0 ? x : 0.7 * minusOne(x),
              (x, dy) -> x > 0 ? dy : 0.7 * dy / Math.exp(-x),
              1,
              (x, y) -> grown(6 * U) * Math.abs(y) + LOST,
              ActivationRows::scaled),
          // The logistic function is within 6 u, and the product rounds once.
          new Row(
              new Silu(),
              x -> x * logistic(x),
              (x, dy) -> dy * (logistic(x) + x * logistic(x) * logistic(-x)),
              1.1,
              (x, y) -> grown(7 * U) * Math.abs(y) + Math.abs(x) * LOST,
              (x, dy) -> bent(exact(x), Rounded.sigmoid(x), ONE, dy)),
          // The tail: 6 u for the density, 12 u for the quotient, one for their product; below 0 it
          // is the factor of x, above it is less than what it is taken from.
          new Row(
              new Gelu(),
              x -> x * normal(x),
              (x, dy) -> dy * (normal(x) + x * density(x)),
              1.13,
              (x, y) -> grown(21 * U) * Math.abs(y) + Math.abs(x) * LOST,
              (x, dy) ->
                  TINY
                      + Math.abs(dy)
                          * (grown(22 * U) * normal(x)
                              + grown(10 * U) * Math.abs(x) * density(x)
                              + (1 + Math.abs(x)) * LOST)),
          // The logarithm's part and the sum, as Rounded has them; the factor and the product.
          new Row(
              new Softplus(1, 20),
              x -> x > 20 ? x : x < 0 ? Math.log1p(Math.exp(x)) : x + Math.log1p(Math.exp(-x)),
              (x, dy) -> x > 20 ? dy : dy * logistic(x),
              1,
              (x, y) -> Double.isInfinite(x) ? TINY : grown(13 * U) * y + LOST,
              ActivationRows::scaled));

  private static final List<Row> OTHERS =
      List.of(
          new Row(
              new Softplus(2, 3),
              x -> 2 * x > 3 ? x : Math.log1p(Math.exp(2 * x)) / 2,
              (x, dy) -> 2 * x > 3 ? dy : dy * logistic(2 * x),
              1,
              (x, y) -> grown(15 * U) * y + LOST,
              ActivationRows::scaled),
          new Row(
              new LogSigmoid(),
              x -> x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x)),
              (x, dy) -> dy * logistic(-x),
              1,
              (x, y) -> grown(12 * U) * Math.abs(y) + LOST,
              ActivationRows::scaled),
          // The argument of the logistic function is off by five roundings of its size: a square,
          // two constants, a sum and a product.
          new Row(
              new GeluTanh(),
              x -> x * logistic(geluTanh(x)),
              (x, dy) ->
                  dy
                      * (logistic(geluTanh(x))
                          + x
                              * logistic(geluTanh(x))
                              * logistic(-geluTanh(x))
                              * GELU_TANH
                              * (1 + 3 * 0.044715 * x * x)),
              1.13,
              (x, y) -> {
                double argument = Math.clamp(geluTanh(x), -200, 200);
                double carried = 5 * U * Math.abs(argument) * logistic(-argument);
                return grown(8 * U + carried) * Math.abs(y) + Math.abs(x) * LOST;
              },
              (x, dy) -> {
                Rounded z = exact(x).times(exact(x));
                Rounded slope = hyper(GELU_TANH).plus(hyper(3 * 0.044715 * GELU_TANH).times(z));
                double argument = geluTanh(x);
                Rounded s = Rounded.sigmoid(argument);
                double carried = 6 * U * Math.abs(argument) * logistic(argument);
                Rounded open =
                    new Rounded(s.value(), s.error() + carried * logistic(-argument) * 1.01);
                return bent(exact(x), open, slope, dy);
              }),
          new Row(
              new Selu(),
              x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * minusOne(x)),
              (x, dy) -> 1.0507009873554805 * dy * (x > 0 ? 1 : 1.6732632423543772 * Math.exp(x)),
              1.8,
              (x, y) -> grown(6 * U) * Math.abs(y) + 2 * LOST,
              (x, dy) -> 2 * scaled(x, dy)),
          // The steepness and the argument are rounded; e^z z / (e^z - 1) is at most 1 below 0.
          new Row(
              new Celu(1.3),
              x -> x > 0 ? x : 1.3 * minusOne(x / 1.3),
              (x, dy) -> x > 0 ? dy : dy * Math.exp(x / 1.3),
              1,
              (x, y) -> grown(9 * U) * Math.abs(y) + 2 * LOST,
              ActivationRows::scaled),
          // e is within 4 u and n, which is of its second degree, within 12 u; both meet four
          // roundings more at most.
          new Row(
              new Mish(),
              x -> x * tanh(x < 0 ? Math.log1p(Math.exp(x)) : x + Math.log1p(Math.exp(-x))),
              (x, dy) -> {
                double e = Math.exp(Math.min(x, 40));
                double n = e * (e + 2);
                return dy * (n / (n + 2) + 4 * x * (e / (n + 2)) * ((1 + e) / (n + 2)));
              },
              1.1,
              (x, y) -> grown(16 * U) * Math.abs(y) + Math.abs(x) * LOST,
              (x, dy) -> {
                double e = Math.exp(Math.min(x, 40));
                double n = e * (e + 2);
                double bend = 4 * Math.abs(x) * (e / (n + 2)) * ((1 + e) / (n + 2));
                return TINY
                    + Math.abs(dy)
                        * (grown(17 * U) * (n / (n + 2))
                            + grown(40 * U) * bend
                            + (1 + Math.abs(x)) * LOST);
              }),
          new Row(
              new Softsign(),
              x -> x / (1 + Math.abs(x)),
              (x, dy) -> dy / Math.pow(1 + Math.abs(x), 2),
              1,
              (x, y) -> gamma(2) * Math.abs(y) + TINY,
              (x, dy) -> gamma(6) * Math.abs(dy) / Math.pow(1 + Math.abs(x), 2) + 2 * TINY),
          new Row(
              new Hardtanh(-0.5f, 0.75f),
              x -> Math.clamp(x, -0.5, 0.75),
              (y, dy) -> y <= -0.5 || y >= 0.75 ? 0 : dy,
              1,
              (x, y) -> 0,
              (y, dy) -> 0),
          // x + 3 rounds once, a sixth and the product once each.
          new Row(
              new Hardsigmoid(),
              x -> Math.clamp((x + 3) / 6, 0, 1),
              (x, dy) -> Math.abs(x) >= 3 ? 0 : dy / 6,
              1,
              (x, y) -> gamma(3) * y + TINY,
              (x, dy) -> gamma(2) * Math.abs(dy) / 6 + TINY),
          new Row(
              new Hardswish(),
              x -> x >= 3 ? x : x <= -3 ? 0 : x * (x + 3) / 6,
              (x, dy) -> x > 3 ? dy : x < -3 ? 0 : dy * (2 * x + 3) / 6,
              1.5,
              (x, y) -> gamma(4) * Math.abs(y) + TINY,
              (x, dy) -> gamma(4) * Math.abs(dy) * (Math.abs(x / 3) + 0.5) + TINY),
          // The width is rounded, and so is the difference.
          new Row(
              new Softshrink(0.6),
              x -> Double.isNaN(x) ? x : Math.abs(x) <= 0.6 ? 0 : x - Math.copySign(0.6, x),
              (x, dy) -> Math.abs(x) <= 0.6 ? 0 : dy,
              1,
              (x, y) -> U * (0.6 + Math.abs(y)) + TINY,
              (x, dy) -> 0),
          new Row(
              new Hardshrink(0.6),
              x -> Math.abs(x) <= 0.6 ? 0 : x,
              (x, dy) -> Math.abs(x) <= 0.6 ? 0 : dy,
              1,
              (x, y) -> 0,
              (x, dy) -> 0),
          // Below 0.625 a polynomial of positive terms that fall fast, a square and two products;
          // above, what tanh promises beside the rounding of the difference.
          new Row(
              new Tanhshrink(),
              x -> Math.abs(x) < 1e-3 ? x * x * x / 3 * (1 - 0.4 * x * x) : x - tanh(x),
              (x, dy) -> dy * tanh(x) * tanh(x),
              1,
              (x, y) ->
                  (Math.abs(x) < 0.625 ? grown(9 * U) : U) * Math.abs(y)
                      + (Math.abs(x) < 0.625 ? 1e-12 * Math.abs(y) + TINY : 4 * U),
              (x, dy) ->
                  grown(10 * U) * Math.abs(dy) * tanh(x) * tanh(x) + TINY * Math.abs(dy) + TINY),
          new Row(
              new Threshold(0.3, -2),
              x -> x <= 0.3 ? -2 : x,
              (x, dy) -> x <= 0.3 ? 0 : dy,
              1,
              (x, y) -> 0,
              (x, dy) -> 0));

  static final List<Row> ACTIVATIONS = Stream.concat(COMMON.stream(), OTHERS.stream()).toList();

  /** A factor within 8 u of a number of at most about 1, or 0, and its product with dy. */
  private static double scaled(double x, double dy) {
    return (grown(9 * U) + Math.max(0, -x) * 3 * U * Math.exp(Math.min(x, 0) / 2) + LOST)
        * Math.abs(dy);
  }

  /** {@code dy (s + x s (1 - s) slope)}. */
  private static double bent(Rounded x, Rounded s, Rounded slope, double dy) {
    Rounded bend = x.times(s).times(ONE.minus(s)).times(slope);
    return exact(dy).times(s.plus(bend)).error();
  }

  private static double logistic(double x) {
    return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  }

  private static double geluTanh(double x) {
    return GELU_TANH * (x + 0.044715 * x * x * x);
  }

  /** {@code exp(x) - 1}. */
  private static double minusOne(double x) {
    double half = Math.max(x, -80) / 2;
    return 2 * Math.sinh(half) * Math.exp(half);
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /**
   * The normal distribution function: near 0 by its series, elsewhere by the continued fraction of
   * its tail (Abramowitz and Stegun, 26.2.11 and 26.2.14).
   */
  private static double normal(double x) {
    if (Math.abs(x) > 40) {
      return x < 0 ? 0 : 1;
    }
    double z = Math.abs(x);
    if (z < 2.5) {
      double term = x;
      double sum = x;
      for (int i = 1; i < 80; i++) {
        term *= x * x / (2 * i + 1);
        sum += term;
      }
      return 0.5 + density(x) * sum;
    }
    double fraction = z;
    for (int i = 200; i > 0; i--) {
      fraction = z + i / fraction;
    }
    double tail = density(x) / fraction;
    return x < 0 ? tail : Double.isNaN(x) ? x : 1 - tail;
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
                after[1].within(i, y, within(y, row.error(), before[0][i], y));
              }
            });
  }

  private static Operation backward(Row row) {
    return Operation.named(row.activation().name() + " backward", "mn")
        .in("saved", "mn", saved(row))
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
                double dx = row.gradient().applyAsDouble(kept, dy);
                after[2].within(i, dx, within(dx, row.gradientError(), kept, dy));
              }
            });
  }

  /**
   * What a gradient is computed from. A saved output lies in the function's range; the functions
   * whose output is saved have all of (0, 1) in theirs, and what they make of their extremes.
   */
  static Values saved(Row row) {
    return row.activation().savesOutput()
        ? Values.sprinkled(Values.uniform(0, 1), 4, 0f, 1f, Float.NaN, Float.MIN_VALUE)
        : Values.sprinkled(ORDINARY, 4, 0f, -0f, 30f, -30f, 100f, -100f, Float.NaN, 3e-5f);
  }

  /**
   * A row's bound, with that of factors which are denormal. What is exact stays so, as does what is
   * cut off from a NaN; a result that is not finite has no bound.
   */
  static double within(double result, DoubleBinaryOperator error, double a, double b) {
    if (!Double.isFinite(result)) {
      return 0;
    }
    double bound = error.applyAsDouble(a, b);
    return bound > 0 ? bound + 2 * TINY : 0;
  }

  /** By {@code expm1}, so that small results keep their digits. */
  private static double tanh(double x) {
    double e = Math.expm1(-2 * Math.abs(x));
    return Math.copySign(-e / (2 + e), x);
  }
}
