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
public record Unary(Function function, DType dtype) implements Layer {
  /** What can be computed. */
  public enum Function {
    /** {@code -x}. */
    NEGATE {
      @Override
      public double apply(double x) {
        return -x;
      }
    },
    /** The absolute value. */
    ABSOLUTE {
      @Override
      public double apply(double x) {
        return Math.abs(x);
      }
    },
    /** The square root. */
    ROOT {
      @Override
      public double apply(double x) {
        return Math.sqrt(x);
      }
    },
    /** {@code e} to the power of x. */
    EXP {
      @Override
      public double apply(double x) {
        return Math.exp(x);
      }
    },
    /** The natural logarithm. */
    LOG {
      @Override
      public double apply(double x) {
        return Math.log(x);
      }
    },
    /** The error function, {@code 2 Phi(sqrt(2) x) - 1}. */
    ERF {
      @Override
      public double apply(double x) {
        return erf(x);
      }
    },
    /** {@code 1 / x}. */
    RECIPROCAL {
      @Override
      public double apply(double x) {
        return 1 / x;
      }
    },
    /** The largest whole number not above x. */
    FLOOR {
      @Override
      public double apply(double x) {
        return Math.floor(x);
      }
    },
    /** The smallest whole number not below x. */
    CEIL {
      @Override
      public double apply(double x) {
        return Math.ceil(x);
      }
    },
    /** The nearest whole number, the even one of two. */
    ROUND {
      @Override
      public double apply(double x) {
        return Math.rint(x);
      }
    },
    /** -1, 0 or 1. */
    SIGN {
      @Override
      public double apply(double x) {
        return Math.signum(x);
      }
    },
    /** 1 where x is 0, else 0. */
    NOT {
      @Override
      public double apply(double x) {
        return x == 0 ? 1 : 0;
      }
    };

    /** The value, in double. */
    public abstract double apply(double x);
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
  public DType inputType(int index) {
    return dtype;
  }

  @Override
  public DType outputType() {
    return dtype;
  }

  @Override
  public Step bind(Site site) {
    Scoring.check(type(), site);
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
