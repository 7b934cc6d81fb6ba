package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Binary;
import dev.hayate.nn.layer.Binary.Function;
import dev.hayate.nn.layer.Constant;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Reduce;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Slice;
import dev.hayate.nn.layer.Unary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Arithmetic of two operands, and what exporters write with it: activations and normalisations that
 * were taken apart become layers again, and constants go into the layer before them. What a pattern
 * leaves behind is not part of the model unless something else reads it.
 */
final class Patterns {
  /** How far a constant of a pattern may be off: float16 has 11 bits. */
  private static final double CLOSE = 0x1p-11;

  private static final int DEPTH = 4;
  private static final double ROOT_HALF = Math.sqrt(0.5);
  private static final double ROOT_2_BY_PI = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  private final Call call;

  Patterns(Call call) {
    this.call = call;
  }

  /**
   * The result of a function of two operands.
   *
   * @param alone whether nothing else reads the first or the second operand
   */
  Operation binary(Function function, Operation a, Operation b, boolean[] alone)
      throws ModelFormatException {
    boolean floats = a.layer().outputType() == DType.F32;
    if (floats
        && isConstant(a)
        && !isConstant(b)
        && (function == Function.ADD || function == Function.MULTIPLY)) {
      return binary(function, b, a, new boolean[] {alone[1], alone[0]});
    }
    if (floats && isConstant(b)) {
      Optional<Operation> canonical = canonical(function, a, b, alone);
      if (canonical.isPresent()) {
        return canonical.get();
      }
    }
    if (floats) {
      Optional<Operation> known =
          switch (function) {
            case MULTIPLY -> product(a, b);
            case DIVIDE -> root(b).flatMap(inner -> normalized(a, inner));
            default -> Optional.empty();
          };
      if (known.isPresent()) {
        return make(known.get());
      }
    }
    return call.apply(new Binary(function, a.layer().outputType()), a, b);
  }

  /** A pattern's result, which was drawn without a number, as an operation. */
  private Operation make(Operation drawn) throws ModelFormatException {
    return call.apply(drawn.layer(), drawn.inputs(), drawn.weights());
  }

  private static Operation draw(Layer layer, Operation... inputs) {
    return new Operation(-1, layer, List.of(inputs), Collections.emptyMap(), inputs[0].shape(), "");
  }

  /** A constant as the second operand: as a sum or a product, into the layer before if it can. */
  private Optional<Operation> canonical(
      Function function, Operation a, Operation b, boolean[] alone) throws ModelFormatException {
    Known value = constant(b);
    switch (function) {
      case SUBTRACT -> {
        Known negative = Folding.unary(Unary.Function.NEGATE, value, call.budget(), call.place());
        return Optional.of(binary(Function.ADD, a, call.constant(negative), alone));
      }
      case DIVIDE -> {
        Known inverse =
            Folding.unary(Unary.Function.RECIPROCAL, value, call.budget(), call.place());
        for (double x : inverse.numbers(call.budget(), call.place())) {
          if (!(Math.abs(x) >= Float.MIN_NORMAL && Math.abs(x) <= Float.MAX_VALUE)) {
            return Optional.empty();
          }
        }
        return Optional.of(binary(Function.MULTIPLY, a, call.constant(inverse), alone));
      }
      case ADD -> {
        return alone[0] ? Absorption.plus(call, a, value) : Optional.empty();
      }
      case MULTIPLY -> {
        return alone[0] ? Absorption.times(call, a, value) : Optional.empty();
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  // Products

  private Optional<Operation> product(Operation a, Operation b) throws ModelFormatException {
    List<Operation> factors = new ArrayList<>();
    double scale = factors(a, factors, DEPTH) * factors(b, factors, DEPTH);
    if (factors.size() != 2) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      Operation x = factors.get(i);
      Operation gate = factors.get(1 - i);
      Optional<Activation> activation = gated(x, gate, scale);
      if (activation.isPresent()) {
        return Optional.of(draw(new Elementwise(activation.get()), x));
      }
      if (scale == 1) {
        Optional<Operation> other =
            inverseRoot(gate).flatMap(inner -> normalized(x, inner)).or(() -> glu(x, gate));
        if (other.isPresent()) {
          return other;
        }
      }
    }
    return Optional.empty();
  }

  /** The factors of nested products, without known numbers, whose product is returned. */
  private double factors(Operation x, List<Operation> factors, int depth)
      throws ModelFormatException {
    if (isNumber(x)) {
      return number(x);
    }
    if (depth > 0 && is(x, Function.MULTIPLY)) {
      return factors(x.input(0), factors, depth - 1) * factors(x.input(1), factors, depth - 1);
    }
    factors.add(x);
    return 1;
  }

  private Optional<Activation> gated(Operation x, Operation gate, double scale)
      throws ModelFormatException {
    if (close(scale, 0.5)) {
      Optional<Operation> inner = plus(gate, 1);
      if (inner.isPresent() && isErfOf(inner.get(), x)) {
        return Optional.of(new Gelu());
      }
      if (inner.isPresent() && isTanhOf(inner.get(), x)) {
        return Optional.of(new GeluTanh());
      }
    }
    if (scale == 1 && gate.inputs().size() == 1 && gate.layer() instanceof Elementwise outer) {
      Operation inner = gate.input(0);
      if (inner == x && outer.activation() instanceof Sigmoid) {
        return Optional.of(new Silu());
      }
      if (inner == x && outer.activation() instanceof Hardsigmoid) {
        return Optional.of(new Hardswish());
      }
      if (outer.activation() instanceof Tanh
          && inner.layer().equals(new Elementwise(new Softplus(1, 20)))
          && inner.input(0) == x) {
        return Optional.of(new Mish());
      }
    }
    if (close(scale, 1 / 6.0)
        && gate.layer().equals(new Elementwise(new Hardtanh(0, 6)))
        && plus(gate.input(0), 3).filter(inner -> inner == x).isPresent()) {
      return Optional.of(new Hardswish());
    }
    return Optional.empty();
  }

  private boolean isErfOf(Operation erf, Operation x) throws ModelFormatException {
    if (!erf.layer().equals(new Unary(Unary.Function.ERF, DType.F32))) {
      return false;
    }
    List<Operation> factors = new ArrayList<>();
    double scale = factors(erf.input(0), factors, DEPTH);
    return close(scale, ROOT_HALF) && factors.equals(List.of(x));
  }

  /** {@code tanh(sqrt(2/pi) (x + 0.044715 x^3))}. */
  private boolean isTanhOf(Operation tanh, Operation x) throws ModelFormatException {
    if (!tanh.layer().equals(new Elementwise(new Tanh()))) {
      return false;
    }
    List<Operation> factors = new ArrayList<>();
    double scale = factors(tanh.input(0), factors, DEPTH);
    if (!close(scale, ROOT_2_BY_PI)) {
      return false;
    }
    if (factors.size() == 2 && factors.remove(x)) {
      Optional<Operation> inner = plus(factors.getFirst(), 1);
      return inner.isPresent() && isPower(inner.get(), x, 2, CUBIC);
    }
    Operation sum = factors.getFirst();
    return factors.size() == 1
        && is(sum, Function.ADD)
        && ((sum.input(0) == x && isPower(sum.input(1), x, 3, CUBIC))
            || (sum.input(1) == x && isPower(sum.input(0), x, 3, CUBIC)));
  }

  /** Whether an operation is {@code scale x^power}. */
  private boolean isPower(Operation operation, Operation x, int power, double scale)
      throws ModelFormatException {
    List<Operation> factors = new ArrayList<>();
    double found = factors(operation, factors, DEPTH);
    double powers = 0;
    for (Operation factor : factors) {
      if (factor == x) {
        powers++;
      } else if (is(factor, Function.POWER) && factor.input(0) == x && isNumber(factor.input(1))) {
        powers += number(factor.input(1));
      } else {
        return false;
      }
    }
    return powers == power && close(found, scale);
  }

  /** Two halves of the last dimension, the first times the sigmoid of the second. */
  private static Optional<Operation> glu(Operation half, Operation gate) {
    if (!gate.layer().equals(new Elementwise(new Sigmoid()))
        || !(half.layer() instanceof Slice first)
        || !(gate.input(0).layer() instanceof Slice second)
        || half.input(0) != gate.input(0).input(0)) {
      return Optional.empty();
    }
    Operation whole = half.input(0);
    int last = whole.shape().rank() - 1;
    int cols = half.shape().cols();
    boolean halves =
        first.sizes().equals(second.sizes())
            && cols * 2L == whole.shape().cols()
            && half.shape().size() * 2 == whole.shape().size()
            && first.steps().equals(Collections.nCopies(last + 1, 1))
            && second.steps().equals(first.steps())
            && first.from().equals(Collections.nCopies(last + 1, 0))
            && second.from().get(last) == cols;
    return halves
        ? Optional.of(
            new Operation(-1, new Glu(), List.of(whole), Collections.emptyMap(), half.shape(), ""))
        : Optional.empty();
  }

  // Normalisations

  /** What {@code 1 / sqrt(x)} is taken of. */
  private Optional<Operation> inverseRoot(Operation x) {
    if (x.layer().equals(new Unary(Unary.Function.RECIPROCAL, DType.F32))) {
      return root(x.input(0));
    }
    if (is(x, Function.DIVIDE) && isNumber(x.input(0)) && number(x.input(0)) == 1) {
      return root(x.input(1));
    }
    return power(x, -0.5);
  }

  /** What {@code sqrt(x)} is taken of. */
  private Optional<Operation> root(Operation x) {
    return x.layer().equals(new Unary(Unary.Function.ROOT, DType.F32))
        ? Optional.of(x.input(0))
        : power(x, 0.5);
  }

  private Optional<Operation> power(Operation x, double exponent) {
    return is(x, Function.POWER) && isNumber(x.input(1)) && number(x.input(1)) == exponent
        ? Optional.of(x.input(0))
        : Optional.empty();
  }

  /** {@code x / sqrt(mean(x^2) + epsilon)}, by which x is normalised if its mean was taken away. */
  private Optional<Operation> normalized(Operation x, Operation inner) {
    if (!is(inner, Function.ADD) || !isNumber(inner.input(1))) {
      return Optional.empty();
    }
    Operation mean = inner.input(0);
    double epsilon = number(inner.input(1));
    if (!(mean.layer() instanceof Reduce reduce)
        || !isMean(reduce)
        || !(epsilon >= 0)
        || reduce.dimensions() > x.shape().rank()) {
      return Optional.empty();
    }
    Operation square = mean.input(0);
    Optional<Operation> base =
        is(square, Function.MULTIPLY) && square.input(0) == square.input(1)
            ? Optional.of(square.input(0))
            : power(square, 2);
    int[] dims = x.shape().dims();
    Shape shape =
        Shape.of(
            java.util.Arrays.copyOfRange(dims, dims.length - reduce.dimensions(), dims.length));
    if (base.isEmpty() || shape.size() == 0 || shape.rank() == 0) {
      return Optional.empty();
    }
    Optional<Operation> centred = centred(x, reduce.dimensions());
    if (centred.isPresent()
        && (base.get() == x || centred(base.get(), reduce.dimensions()).equals(centred))) {
      return Optional.of(draw(new LayerNorm(shape, epsilon, false, false), centred.get()));
    }
    return base.get() == x
        ? Optional.of(draw(new RmsNorm(shape, epsilon, false), x))
        : Optional.empty();
  }

  /** The value whose mean over the last dimensions was taken away. */
  private static Optional<Operation> centred(Operation x, int dimensions) {
    return is(x, Function.SUBTRACT)
            && x.input(1).layer() instanceof Reduce mean
            && isMean(mean)
            && mean.dimensions() == dimensions
            && x.input(1).input(0) == x.input(0)
        ? Optional.of(x.input(0))
        : Optional.empty();
  }

  private static boolean isMean(Reduce reduce) {
    return reduce.function() == Reduce.Function.MEAN && reduce.keep();
  }

  // Parts

  /** The other summand of a sum with a known number. */
  private Optional<Operation> plus(Operation sum, double number) {
    return is(sum, Function.ADD) && isNumber(sum.input(1)) && close(number(sum.input(1)), number)
        ? Optional.of(sum.input(0))
        : Optional.empty();
  }

  private static boolean is(Operation x, Function function) {
    return x.layer() instanceof Binary binary
        && binary.function() == function
        && binary.dtype() == DType.F32;
  }

  static boolean isConstant(Operation x) {
    return x.layer() instanceof Constant;
  }

  static Known constant(Operation x) {
    return java.util.Objects.requireNonNull(x.weights().get("value")).values();
  }

  private static boolean isNumber(Operation x) {
    return isConstant(x) && x.shape().size() == 1;
  }

  private static double number(Operation x) {
    return constant(x).first();
  }

  private static boolean close(double found, double expected) {
    return Math.abs(found - expected) <= CLOSE * Math.abs(expected);
  }
}
