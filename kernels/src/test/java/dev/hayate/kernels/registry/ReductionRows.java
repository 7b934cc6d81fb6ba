package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.U;
import static dev.hayate.kernels.registry.Bounds.gamma;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums, moments and maxima. */
final class ReductionRows {
  private static final Values ORDINARY = Values.uniform(-1, 1);
  private static final Values WIDE = Values.magnitudes(-12, 12);

  private static final Values EXTREME =
      Values.sprinkled(
          WIDE,
          40,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          -0f,
          Float.MIN_VALUE);

  /** Few different numbers, so that there are equals; and what is hard to order. */
  private static final Values EQUALS =
      random -> {
        int choice = random.nextInt(60);
        return switch (choice) {
          case 0 -> Float.NaN;
          case 1 -> Float.POSITIVE_INFINITY;
          case 2, 3 -> -0f;
          case 4, 5 -> 0f;
          default -> choice < 40 ? Float.NEGATIVE_INFINITY : choice / 8 - 6;
        };
      };

  private static final Values ZEROS = Values.sprinkled(random -> 0, 9, 1e-30f, -1e-38f, -0f);

  /** The most squares that may be added in float32 before they join the sum in double. */
  private static final int BLOCK = 1024;

  /** The most rows that may be centred about one of them. */
  private static final int SHIFTED = 16;

  /** The unit roundoff of double, whose sums the moments are. */
  private static final double U_DOUBLE = 0x1p-53;

  private ReductionRows() {}

  static List<Operation> rows() {
    return List.of(columnSums(false), columnSums(true), columnMoments(), argmax(), norm());
  }

  /** Like a product with ones: each term meets at most as many additions as there are rows. */
  private static Operation columnSums(boolean accumulate) {
    Operation.Builder row =
        Operation.named(accumulate ? "column sums, accumulating" : "column sums", "mn")
            .in("x", "mn", ORDINARY, WIDE, EXTREME);
    if (accumulate) {
      row.changed("sums", "1n", ORDINARY, WIDE, EXTREME);
    } else {
      row.out("sums", "1n");
    }
    return row.calls((backend, t) -> backend.reductions().columnSums(t[0], accumulate, t[1]))
        .gives(
            (dims, before, after) -> {
              for (int j = 0; j < dims[1]; j++) {
                double sum = accumulate ? before[1][j] : 0;
                double size = Math.abs(sum);
                for (int i = 0; i < dims[0]; i++) {
                  double x = before[0][i * dims[1] + j];
                  sum += x;
                  size += Math.abs(x);
                }
                after[1].within(j, sum, gamma(dims[0] + 1) * size + TINY);
              }
            });
  }

  /**
   * In double, each result rounded to float32 once. The mean is off by {@code (m + 1)} roundings of
   * double; so is every centred element, but what they share shifts the deviation by no more than
   * itself. A backend may centre blocks of up to n rows about one of them: {@code sum d^2 - (sum
   * d)^2 / n} loses {@code 3 (n + 1)^2} roundings, of which a root leaves half.
   */
  private static Operation columnMoments() {
    return Operation.named("column moments", "mn")
        .in(
            "x",
            "mn",
            ORDINARY,
            WIDE,
            Values.sprinkled(ORDINARY, 40, Float.NaN, 3e38f),
            Values.sprinkled(
                ORDINARY, 150, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1e-40f),
            Values.uniform(4e6, 4e6 + 2),
            random -> -0.1f)
        .out("mean", "1n")
        .out("deviation", "1n")
        .calls((backend, t) -> backend.reductions().columnMoments(t[0], t[1], t[2]))
        .gives(
            (dims, before, after) -> {
              for (int j = 0; j < dims[1]; j++) {
                defineMoments(j, dims, before[0], after);
              }
            });
  }

  private static void defineMoments(int j, int[] dims, double[] x, Expectation[] after) {
    int rows = dims[0];
    double sum = 0;
    double size = 0;
    for (int i = 0; i < rows; i++) {
      sum += x[i * dims[1] + j];
      size += Math.abs(x[i * dims[1] + j]);
    }
    double mean = sum / rows;
    double squares = 0;
    for (int i = 0; i < rows; i++) {
      double centred = x[i * dims[1] + j] - mean;
      squares += centred * centred;
    }
    double deviation = Math.sqrt(squares / rows);
    // Both this sum and the backend's are off.
    double shift = 2 * (rows + 1) * U_DOUBLE * size / rows;
    after[1].within(j, mean, U * Math.abs(mean) + shift + TINY);
    int block = Math.min(rows, SHIFTED);
    double lost = 2 * (rows + 4) + 1.5 * (block + 1) * (block + 1);
    boolean constant = rows > 0 && Arrays.stream(places(j, dims, x)).distinct().count() == 1;
    double bound = (U + lost * U_DOUBLE) * deviation + 2 * shift + TINY;
    after[2].within(j, deviation, constant ? 0 : bound);
  }

  private static double[] places(int j, int[] dims, double[] x) {
    return IntStream.range(0, dims[0]).mapToDouble(i -> x[i * dims[1] + j]).toArray();
  }

  private static Operation argmax() {
    return Operation.named("argmax", "mn")
        .in("x", "mn", ORDINARY, EQUALS)
        .outInts("columns", "1m")
        .where(dims -> dims[1] > 0)
        .calls((backend, t) -> backend.reductions().argmax(t[0], t[1]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < dims[0]; i++) {
                after[1].exactly(i, largest(before[0], i * dims[1], dims[1]));
              }
            });
  }

  /**
   * The root of the sum of squares. A square rounds once; up to {@link #BLOCK} of them may be added
   * in float32, all of one sign; the root halves what comes of it. The numbers are as large and as
   * small as their squares cannot be in float32.
   */
  private static Operation norm() {
    return Operation.named("sum of squares", "mn")
        .in("x", "mn", ORDINARY, WIDE, Values.magnitudes(-120, 120), EXTREME, ZEROS)
        .returned("norm")
        .calls(
            (backend, t) ->
                t[1].set(0, 0, (float) Math.sqrt(backend.reductions().sumOfSquares(t[0]))))
        .gives(
            (dims, before, after) -> {
              double sum = 0;
              for (double x : before[0]) {
                sum += x * x;
              }
              double norm = Math.sqrt(sum);
              int added = Math.min(BLOCK, before[0].length);
              after[1].within(0, norm, (gamma(added + 1) + 2 * U) * norm + TINY);
            });
  }

  /** The first NaN, or else the first element that no other is above. */
  private static int largest(double[] x, int from, int cols) {
    for (int j = 0; j < cols; j++) {
      if (Double.isNaN(x[from + j])) {
        return j;
      }
    }
    int best = cols - 1;
    for (int j = cols - 2; j >= 0; j--) {
      if (x[from + j] >= x[from + best]) {
        best = j;
      }
    }
    return best;
  }
}
