package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * A function of two inputs, element by element, each repeated along dimensions that it lacks or has
 * once, as NumPy does it. Computed in double and rounded once; whole numbers are cut towards 0. Has
 * no gradient: {@link Add} and {@link Multiply} are for training.
 *
 * @param function what is computed
 * @param dtype the type of the inputs
 */
public record Binary(Function function, DType dtype) implements ForwardLayer {
  /** What can be computed. NaN passes through arithmetic, and no comparison with it is true. */
  public enum Function {
    /** {@code a + b}. */
    ADD,
    /** {@code a - b}. */
    SUBTRACT,
    /** {@code a b}. */
    MULTIPLY,
    /** {@code a / b}. */
    DIVIDE,
    /** {@code a} to the power of {@code b}. */
    POWER,
    /** The smaller one. */
    MINIMUM,
    /** The larger one. */
    MAXIMUM,
    /** 1 where both are equal, else 0. */
    EQUAL,
    /** 1 where {@code a > b}, else 0. */
    GREATER,
    /** 1 where {@code a >= b}, else 0. */
    GREATER_OR_EQUAL,
    /** 1 where {@code a < b}, else 0. */
    LESS,
    /** 1 where {@code a <= b}, else 0. */
    LESS_OR_EQUAL,
    /** 1 where neither is 0, else 0. */
    AND,
    /** 1 where one is not 0, else 0. */
    OR,
    /** 1 where just one is not 0, else 0. */
    XOR;

    /** The value, in double. */
    public double apply(double a, double b) {
      return switch (this) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
        case POWER -> Math.pow(a, b);
        case MINIMUM -> Math.min(a, b);
        case MAXIMUM -> Math.max(a, b);
        case EQUAL -> a == b ? 1 : 0;
        case GREATER -> a > b ? 1 : 0;
        case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
        case LESS -> a < b ? 1 : 0;
        case LESS_OR_EQUAL -> a <= b ? 1 : 0;
        case AND -> a != 0 && b != 0 ? 1 : 0;
        case OR -> a != 0 || b != 0 ? 1 : 0;
        case XOR -> (a != 0) != (b != 0) ? 1 : 0;
      };
    }

    /** Whether the result is a truth value. */
    public boolean isTest() {
      return compareTo(EQUAL) >= 0;
    }
  }

  static Binary of(Attributes attributes) {
    return new Binary(
        Function.valueOf(attributes.text("function").toUpperCase(Locale.ROOT)),
        Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Binary";
  }

  @Override
  public Attributes attributes() {
    String name = function.name().toLowerCase(Locale.ROOT);
    return Scoring.typed(Attributes.NONE.with("function", name), dtype);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 2) {
      throw new IllegalArgumentException("Binary: expected 2 inputs, found " + inputs);
    }
    return Scoring.together(type(), inputs);
  }

  @Override
  public DType outputType() {
    return function.isTest() ? DType.I32 : dtype;
  }

  @Override
  public Step forward(Site site) {
    Tensor y = site.output();
    MemorySegment a = site.input(0).segment();
    MemorySegment b = site.input(1).segment();
    MemorySegment to = y.segment();
    DType outputType = outputType();
    long[][] strides = {
      StridedStep.repeated(site.input(0).shape(), y.shape()),
      StridedStep.repeated(site.input(1).shape(), y.shape())
    };
    return new StridedStep(y.shape(), new long[2], strides) {
      @Override
      void run(long first, int count) {
        for (int i = 0; i < count; i++) {
          double x = Scoring.get(a, dtype, at[0] + i * distance[0]);
          double z = Scoring.get(b, dtype, at[1] + i * distance[1]);
          Scoring.set(to, outputType, first + i, function.apply(x, z));
        }
      }
    };
  }
}
