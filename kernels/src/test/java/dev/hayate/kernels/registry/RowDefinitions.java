package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.Weights;
import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Losses of rows in arithmetic that knows its own error: the terms that a row's loss is the sum of,
 * and its derivatives. A class has a weight that is no number of float32.
 */
final class RowDefinitions {
  private static final Rounded ZERO = exact(0);

  private RowDefinitions() {}

  /** What a row adds to the loss. */
  @FunctionalInterface
  interface Terms {
    Rounded[] of(double[] x, double[] target);
  }

  /** Its derivatives, multiplied by a factor. */
  @FunctionalInterface
  interface Slopes {
    Rounded[] of(double[] x, double[] target, Rounded factor);
  }

  static double weight(int number) {
    return 0.3 * (1 + number % 5);
  }

  static Weights weights(int count) {
    return Weights.of(IntStream.range(0, count).mapToDouble(RowDefinitions::weight).toArray());
  }

  private static Rounded weight(boolean weighted, int number) {
    return weighted ? hyper(weight(number)) : exact(1);
  }

  private static Rounded[] each(int count, IntFunction<Rounded> term) {
    return IntStream.range(0, count).mapToObj(term).toArray(Rounded[]::new);
  }

  private static Rounded total(Rounded[] terms) {
    Sum sum = new Sum();
    for (Rounded term : terms) {
      sum.plus(term);
    }
    return sum.total();
  }

  /** A row's logits below the largest of them, their exponentials and the sum of those. */
  private static final class Softmax {
    private final Rounded[] z;
    private final Rounded[] exp;
    private final Rounded sum;

    Softmax(double[] x) {
      double max = Arrays.stream(x).reduce(Double.NEGATIVE_INFINITY, Math::max);
      z = each(x.length, j -> exact(x[j]).minus(exact(max)));
      exp = each(x.length, j -> Rounded.exp(z[j]));
      sum = total(exp);
    }

    /** {@code -log p}. */
    Rounded less(int j) {
      return Rounded.log(sum).minus(z[j]);
    }

    Rounded share(int j) {
      return exp[j].over(sum);
    }
  }

  /** What smoothing wants of each class. */
  private static Rounded[] spread(int count, boolean weighted, double smoothing) {
    return each(count, j -> hyper(smoothing / count).times(weight(weighted, j)));
  }

  static Rounded[] classes(
      double[] x, double[] t, boolean weighted, double smoothing, int ignored) {
    if (t[0] == ignored) {
      return new Rounded[0];
    }
    Softmax softmax = new Softmax(x);
    int wanted = (int) t[0];
    Rounded[] spread = spread(x.length, weighted, smoothing);
    Rounded[] terms =
        Arrays.copyOf(
            each(smoothing == 0 ? 0 : x.length, j -> spread[j].times(softmax.less(j))),
            smoothing == 0 ? 1 : x.length + 1);
    terms[terms.length - 1] = own(weighted, smoothing, wanted).times(softmax.less(wanted));
    return terms;
  }

  private static Rounded own(boolean weighted, double smoothing, int wanted) {
    return hyper(1 - smoothing).times(weight(weighted, wanted));
  }

  static Rounded[] classSlopes(
      double[] x, double[] t, boolean weighted, double smoothing, int ignored, Rounded factor) {
    if (t[0] == ignored) {
      return each(x.length, j -> ZERO);
    }
    Softmax softmax = new Softmax(x);
    int wanted = (int) t[0];
    Rounded[] spread = spread(x.length, weighted, smoothing);
    Rounded own = own(weighted, smoothing, wanted);
    Rounded all = own.plus(total(spread));
    return each(
        x.length,
        j -> {
          Rounded slope = factor.times(all).times(softmax.share(j)).minus(factor.times(spread[j]));
          return j == wanted ? slope.minus(factor.times(own)) : slope;
        });
  }

  private static Rounded[] shares(double[] t, boolean weighted, double smoothing) {
    return each(
        t.length,
        j ->
            hyper(1 - smoothing)
                .times(exact(t[j]))
                .plus(hyper(smoothing / t.length))
                .times(weight(weighted, j)));
  }

  static Rounded[] probabilities(double[] x, double[] t, boolean weighted, double smoothing) {
    Softmax softmax = new Softmax(x);
    Rounded[] shares = shares(t, weighted, smoothing);
    return each(x.length, j -> shares[j].times(softmax.less(j)));
  }

  static Rounded[] probabilitySlopes(
      double[] x, double[] t, boolean weighted, double smoothing, Rounded factor) {
    Softmax softmax = new Softmax(x);
    Rounded[] shares = shares(t, weighted, smoothing);
    Rounded all = total(shares);
    return each(
        x.length, j -> factor.times(all).times(softmax.share(j)).minus(factor.times(shares[j])));
  }

  static Rounded[] likelihood(double[] x, double[] t, int ignored) {
    int wanted = (int) t[0];
    return wanted == ignored
        ? new Rounded[0]
        : each(1, j -> hyper(weight(wanted)).times(exact(x[wanted])).negated());
  }

  static Rounded[] likelihoodSlopes(double[] x, double[] t, int ignored, Rounded factor) {
    int wanted = (int) t[0];
    return each(
        x.length,
        j ->
            j == wanted && wanted != ignored
                ? factor.times(hyper(weight(wanted))).negated()
                : ZERO);
  }

  private static Rounded variance(double[] x, int n, int j, double bound) {
    return x[n + j] < bound ? hyper(bound) : exact(x[n + j]);
  }

  static Rounded[] gaussian(double[] x, double[] t, boolean full, double bound) {
    int n = t.length;
    return each(
        n,
        j -> {
          Rounded variance = variance(x, n, j, bound);
          Rounded error = exact(x[j]).minus(exact(t[j]));
          Rounded log = Rounded.log(variance);
          Rounded constant = full ? log.plus(hyper(Math.log(2 * Math.PI))) : log;
          return error.over(variance).times(error).plus(constant).times(exact(0.5));
        });
  }

  static Rounded[] gaussianSlopes(double[] x, double[] t, double bound, Rounded factor) {
    int n = t.length;
    return each(
        2 * n,
        i -> {
          int j = i % n;
          Rounded variance = variance(x, n, j, bound);
          Rounded error = exact(x[j]).minus(exact(t[j]));
          Rounded quotient = error.over(variance);
          Rounded slope =
              i < n
                  ? quotient
                  : exact(1).minus(quotient.times(error)).over(variance).times(exact(0.5));
          return factor.times(slope);
        });
  }

  private static Rounded gap(double[] x, int wanted, int other, double margin) {
    Rounded gap = exact(x[other]).minus(exact(x[wanted])).plus(hyper(margin));
    return gap.value() <= 0 ? new Rounded(0, gap.error()) : gap;
  }

  static Rounded[] margin(double[] x, double[] t, int power, double margin, boolean weighted) {
    int wanted = (int) t[0];
    Rounded share = weight(weighted, wanted).over(exact(x.length));
    return each(
        x.length,
        j -> {
          Rounded gap = gap(x, wanted, j, margin);
          return j == wanted ? ZERO : share.times(power == 1 ? gap : gap.times(gap));
        });
  }

  static Rounded[] marginSlopes(
      double[] x, double[] t, int power, double margin, boolean weighted, Rounded factor) {
    int wanted = (int) t[0];
    Rounded share = factor.times(weight(weighted, wanted).over(exact(x.length)));
    Rounded[] slopes =
        each(
            x.length,
            j -> {
              Rounded gap = gap(x, wanted, j, margin);
              Rounded slope = power == 1 ? exact(Math.signum(gap.value())) : exact(2).times(gap);
              return j == wanted ? ZERO : share.times(slope);
            });
    slopes[wanted] = total(slopes).negated();
    return slopes;
  }

  private static boolean[] wanted(double[] t) {
    boolean[] wanted = new boolean[t.length];
    for (double label : t) {
      wanted[(int) label] = true;
    }
    return wanted;
  }

  static Rounded[] labels(double[] x, double[] t) {
    boolean[] wanted = wanted(t);
    Rounded share = exact(1).over(exact(x.length));
    return Arrays.stream(t)
        .boxed()
        .flatMap(
            label ->
                IntStream.range(0, x.length)
                    .filter(j -> !wanted[j])
                    .mapToObj(j -> share.times(gap(x, label.intValue(), j, 1))))
        .toArray(Rounded[]::new);
  }

  static Rounded[] labelSlopes(double[] x, double[] t, Rounded factor) {
    boolean[] wanted = wanted(t);
    int[] counts = new int[x.length];
    for (double label : t) {
      for (int j = 0; j < x.length; j++) {
        if (!wanted[j] && gap(x, (int) label, j, 1).value() > 0) {
          counts[j]++;
          counts[(int) label]--;
        }
      }
    }
    Rounded share = factor.times(exact(1).over(exact(x.length)));
    return each(x.length, j -> share.times(exact(counts[j])));
  }

  static Rounded[] soft(double[] x, double[] t) {
    return each(
        x.length,
        j ->
            hyper(weight(j))
                .times(exact(1).minus(exact(t[j])).times(exact(x[j])).plus(Rounded.softplus(-x[j])))
                .over(exact(x.length)));
  }

  static Rounded[] softSlopes(double[] x, double[] t, Rounded factor) {
    return each(
        x.length,
        j ->
            factor
                .times(hyper(weight(j)))
                .times(exact(1).minus(exact(t[j])).minus(Rounded.sigmoid(-x[j])))
                .over(exact(x.length)));
  }
}
