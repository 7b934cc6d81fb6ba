package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Gelu;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * A function of every element that is no activation. Computed in double and rounded once. Has no
 * gradient; {@link Elementwise} is for training.
 *
 * @param function what is computed
 * @param dtype the type of the elements
 */
public record Unary(Function function, DType dtype) implements ForwardLayer {
  /** What can be computed. */
  public enum Function {
    /** {@code -x}. */
    NEGATE,
    /** The absolute value. */
    ABSOLUTE,
    /** The square root. */
    ROOT,
    /** {@code e} to the power of x. */
    EXP,
    /** The natural logarithm. */
    LOG,
    /** The error function, {@code 2 Phi(sqrt(2) x) - 1}. */
    ERF,
    /** {@code 1 / x}. */
    RECIPROCAL,
    /** The largest whole number not above x. */
    FLOOR,
    /** The smallest whole number not below x. */
    CEIL,
    /** The nearest whole number, the even one of two. */
    ROUND,
    /** -1, 0 or 1. */
    SIGN,
    /** 1 where x is 0, else 0. */
    NOT;

    /** The value, in double. */
    public double apply(double x) {
      return switch (this) {
        case NEGATE -> -x;
        case ABSOLUTE -> Math.abs(x);
        case ROOT -> Math.sqrt(x);
        case EXP -> Math.exp(x);
        case LOG -> Math.log(x);
        case ERF -> erf(x);
        case RECIPROCAL -> 1 / x;
        case FLOOR -> Math.floor(x);
        case CEIL -> Math.ceil(x);
        case ROUND -> Math.rint(x);
        case SIGN -> Math.signum(x);
        case NOT -> x == 0 ? 1 : 0;
      };
    }
  }

  private static final Gelu GELU = new Gelu();
  private static final double SMALL = 0.5;
  private static final double LARGE = 6;
  private static final int TERMS = 14;

  /** By {@code x Phi(x)} where that is exact enough, and by the series around 0 nearby. */
  private static double erf(double x) {
    if (Math.abs(x) > LARGE) {
      return Math.signum(x);
    }
    if (Math.abs(x) >= SMALL || Double.isNaN(x)) {
      double z = Math.sqrt(2) * x;
      return 2 * GELU.value(z) / z - 1;
    }
    double term = 2 / Math.sqrt(Math.PI) * x;
    double sum = term;
    for (int n = 1; n < TERMS; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return sum;
  }

  static Unary of(Attributes attributes) {
    return new Unary(
        Function.valueOf(attributes.text("function").toUpperCase(Locale.ROOT)),
        Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Unary";
  }

  @Override
  public Attributes attributes() {
    String name = function.name().toLowerCase(Locale.ROOT);
    return Scoring.typed(Attributes.NONE.with("function", name), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.single(type(), inputs);
  }

  @Override
  public Step forward(Site site) {
    Tensor y = site.output();
    MemorySegment from = site.input(0).segment();
    MemorySegment to = y.segment();
    long size = y.size();
    return () -> {
      for (long i = 0; i < size; i++) {
        Scoring.set(to, dtype, i, function.apply(Scoring.get(from, dtype, i)));
      }
    };
  }
}
