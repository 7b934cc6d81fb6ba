package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The last dimensions of a sample made one number, or its logarithm and so on. Computed in double,
 * in order, and rounded once. Has no gradient.
 *
 * @param function what is computed
 * @param dimensions how many dimensions go
 * @param keep whether they stay with a size of 1
 * @param dtype the type of the elements
 */
public record Reduce(Function function, int dimensions, boolean keep, DType dtype)
    implements ForwardLayer {
  /** What can be computed. NaN makes the result NaN. */
  public enum Function {
    /** The sum; 0 of nothing. */
    SUM,
    /** The mean; NaN of nothing. */
    MEAN,
    /** The largest; negative infinity of nothing. */
    MAXIMUM,
    /** The smallest; infinity of nothing. */
    MINIMUM,
    /** The product; 1 of nothing. */
    PRODUCT,
    /** The sum of absolute values. */
    SUM_OF_SIZES,
    /** The sum of squares. */
    SUM_OF_SQUARES,
    /** The root of the sum of squares. */
    LENGTH,
    /** The logarithm of the sum. */
    LOG_SUM,
    /** The logarithm of the sum of exponentials. */
    LOG_SUM_EXP;

    /** What the running value begins with. */
    public double start() {
      return switch (this) {
        case MAXIMUM -> Double.NEGATIVE_INFINITY;
        case MINIMUM -> Double.POSITIVE_INFINITY;
        case PRODUCT -> 1;
        default -> 0;
      };
    }

    /**
     * The running value with one more element.
     *
     * @param largest the largest element of all, which {@link #LOG_SUM_EXP} needs
     */
    public double add(double value, double x, double largest) {
      return switch (this) {
        case SUM, MEAN, LOG_SUM -> value + x;
        case MAXIMUM -> Math.max(value, x);
        case MINIMUM -> Math.min(value, x);
        case PRODUCT -> value * x;
        case SUM_OF_SIZES -> value + Math.abs(x);
        case SUM_OF_SQUARES, LENGTH -> value + x * x;
        case LOG_SUM_EXP -> value + Math.exp(x - largest);
      };
    }

    /** The result of the running value. */
    public double finish(double value, long count, double largest) {
      return switch (this) {
        case MEAN -> value / count;
        case LENGTH -> Math.sqrt(value);
        case LOG_SUM -> Math.log(value);
        case LOG_SUM_EXP -> largest + Math.log(value);
        default -> value;
      };
    }

    /** Whether {@link #add} and {@link #finish} need the largest element. */
    public boolean needsLargest() {
      return this == LOG_SUM_EXP;
    }
  }

  /**
   * Checks the number of dimensions.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Reduce {
    if (dimensions < 0) {
      throw new IllegalArgumentException("Reduce: dimensions " + dimensions + ": expected 0 on");
    }
  }

  static Reduce of(Attributes attributes) {
    return new Reduce(
        Function.valueOf(attributes.text("function").toUpperCase(Locale.ROOT)),
        attributes.integer("dimensions"),
        attributes.flag("keep"),
        Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Reduce";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(
        Attributes.NONE
            .with("function", function.name().toLowerCase(Locale.ROOT))
            .with("dimensions", dimensions)
            .with("keep", keep),
        dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() < dimensions) {
      throw new IllegalArgumentException(
          "Reduce: the input is " + input + ": expected " + dimensions + " dimensions or more");
    }
    int kept = input.rank() - dimensions;
    int[] dims = Arrays.copyOf(input.dims(), keep ? input.rank() : kept);
    Arrays.fill(dims, kept, dims.length, 1);
    return Shape.of(dims);
  }

  @Override
  public Step forward(Site site) {
    Tensor x = site.input(0);
    MemorySegment from = x.segment();
    Tensor y = site.output();
    MemorySegment to = y.segment();
    long results = y.size();
    long count = results == 0 ? 0 : x.size() / results;
    return () -> {
      for (long i = 0; i < results; i++) {
        Scoring.set(to, dtype, i, reduce(from, i * count, count));
      }
    };
  }

  private double reduce(MemorySegment from, long begin, long count) {
    double largest = 0;
    if (function.needsLargest()) {
      largest = Double.NEGATIVE_INFINITY;
      for (long i = 0; i < count; i++) {
        largest = Math.max(largest, Scoring.get(from, dtype, begin + i));
      }
      // Nothing to take away from an infinity, which would only make a NaN.
      largest = Double.isInfinite(largest) ? 0 : largest;
    }
    double value = function.start();
    for (long i = 0; i < count; i++) {
      value = function.add(value, Scoring.get(from, dtype, begin + i), largest);
    }
    return function.finish(value, count, largest);
  }
}
