package dev.hayate.nn.metric;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How values are distributed: their moments, and how many lie in each of some intervals of one
 * width between the least and the most. Values that are NaN or infinite are counted apart and have
 * no part in anything else. Immutable.
 *
 * @param min the least value; NaN without values
 * @param max the most; NaN without values
 * @param count the number of finite values
 * @param sum of the finite values
 * @param sumOfSquares of the finite values
 * @param zeros how many values are zero, of either sign
 * @param notFinite how many values are NaN or infinite
 * @param buckets the count of each interval, which holds its lower end and not its upper one; the
 *     last holds both
 */
public record Histogram(
    double min,
    double max,
    long count,
    double sum,
    double sumOfSquares,
    long zeros,
    long notFinite,
    List<Long> buckets) {
  /** Copies the list. */
  public Histogram {
    buckets = List.copyOf(buckets);
  }

  /** As many intervals as TensorBoard draws. */
  public static final int BUCKETS = 30;

  /** The distribution of a float32 tensor's values over {@link #BUCKETS} intervals. */
  public static Histogram of(Tensor values) {
    return of(List.of(values));
  }

  /**
   * The distribution of the values of several float32 tensors together.
   *
   * @throws IllegalArgumentException if a tensor has another type
   */
  public static Histogram of(List<Tensor> tensors) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    long zeros = 0;
    long notFinite = 0;
    for (Tensor tensor : tensors) {
      if (tensor.type() != DType.F32) {
        throw new IllegalArgumentException(
            "histogram: " + tensor.describe() + " of " + tensor.type() + ": expected F32");
      }
      for (int row = 0; row < tensor.rows(); row++) {
        for (int col = 0; col < tensor.cols(); col++) {
          double value = tensor.get(row, col);
          if (!Double.isFinite(value)) {
            notFinite++;
            continue;
          }
          min = Math.min(min, value);
          max = Math.max(max, value);
          sum += value;
          squares += value * value;
          zeros += value == 0 ? 1 : 0;
          count++;
        }
      }
    }
    if (count == 0) {
      return new Histogram(
          Double.NaN, Double.NaN, 0, 0, 0, 0, notFinite, Collections.nCopies(BUCKETS, 0L));
    }
    long[] buckets = new long[BUCKETS];
    for (Tensor tensor : tensors) {
      fill(tensor, min, max, buckets);
    }
    return new Histogram(
        min, max, count, sum, squares, zeros, notFinite, Arrays.stream(buckets).boxed().toList());
  }

  private static void fill(Tensor tensor, double min, double max, long[] buckets) {
    for (int row = 0; row < tensor.rows(); row++) {
      for (int col = 0; col < tensor.cols(); col++) {
        double value = tensor.get(row, col);
        if (Double.isFinite(value)) {
          double share = max > min ? (value - min) / (max - min) : 0;
          buckets[(int) Math.min(buckets.length - 1, share * buckets.length)]++;
        }
      }
    }
  }

  /** The upper end of an interval. */
  public double limit(int bucket) {
    int size = buckets.size();
    return bucket == size - 1 ? max : min + (max - min) * (bucket + 1) / size;
  }

  /** The mean; NaN without values. */
  public double mean() {
    return sum / count;
  }

  /** The standard deviation over all values, not of a sample; NaN without values. */
  public double deviation() {
    double mean = mean();
    return Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean));
  }

  /** The square root of the mean square: how large the values are; NaN without values. */
  public double rootMeanSquare() {
    return Math.sqrt(sumOfSquares / count);
  }

  /** The share of the finite values that are zero; NaN without values. */
  public double zeroShare() {
    return (double) zeros / count;
  }
}
