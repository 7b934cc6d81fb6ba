package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Threshold;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Binary.Function;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.PRelu;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Activations, and what bounds values. */
final class ActivationOperators {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_GAMMA = 1.0507009873554805;
  private static final double CLOSE = 1e-6;

  private ActivationOperators() {}

  /** Reads an activation's settings. */
  @FunctionalInterface
  private interface Settings {
    Activation read(Call call) throws ModelFormatException;
  }

  static void register(Map<String, Operator> operators) {
    put(operators, "Relu", call -> new Relu());
    put(operators, "LeakyRelu", call -> new LeakyRelu(call.real("alpha", 0.01)));
    put(operators, "ThresholdedRelu", call -> new Threshold(call.real("alpha", 1), 0));
    put(operators, "Elu", call -> new Elu(call.real("alpha", 1)));
    put(operators, "Celu", call -> new Celu(call.real("alpha", 1)));
    put(operators, "Selu", ActivationOperators::selu);
    put(operators, "Sigmoid", call -> new Sigmoid());
    put(operators, "Tanh", call -> new Tanh());
    put(operators, "HardSwish", call -> new Hardswish());
    put(operators, "Softplus", call -> new Softplus(1, 20));
    put(operators, "Softsign", call -> new Softsign());
    put(operators, "Mish", call -> new Mish());
    put(operators, "Gelu", ActivationOperators::gelu);
    put(operators, "Shrink", ActivationOperators::shrink);
    put(operators, "Swish", ActivationOperators::swish);
    operators.put("HardSigmoid", ActivationOperators::hardSigmoid);
    operators.put("Clip", ActivationOperators::clip);
    operators.put("PRelu", ActivationOperators::prelu);
  }

  private static void put(Map<String, Operator> operators, String name, Settings settings) {
    operators.put(name, call -> List.of(apply(call, settings.read(call), call.input(0))));
  }

  static Value apply(Call call, Activation activation, Value x) throws ModelFormatException {
    if (x.type().isInteger()) {
      throw call.wrong("floats", x.describe());
    }
    return switch (x) {
      case Known known -> {
        double[] values = known.numbers(call.budget(), call.place()).clone();
        call.budget().fold(values.length, call.place());
        for (int i = 0; i < values.length; i++) {
          values[i] = activation.value(values[i]);
        }
        yield Known.floats(known.type(), known.shape(), values);
      }
      case Made made -> call.keep(new Elementwise(activation), made);
    };
  }

  private static Activation selu(Call call) throws ModelFormatException {
    double alpha = call.real("alpha", SELU_ALPHA);
    double gamma = call.real("gamma", SELU_GAMMA);
    if (Math.abs(alpha - SELU_ALPHA) > CLOSE || Math.abs(gamma - SELU_GAMMA) > CLOSE) {
      throw call.wrong("SELU's own alpha and gamma", "alpha " + alpha + ", gamma " + gamma);
    }
    return new Selu();
  }

  private static Activation gelu(Call call) throws ModelFormatException {
    String approximate = call.text("approximate", "none");
    return switch (approximate) {
      case "none" -> new Gelu();
      case "tanh" -> new GeluTanh();
      default -> throw call.wrong("approximate none or tanh", "another");
    };
  }

  private static Activation shrink(Call call) throws ModelFormatException {
    double lambda = call.real("lambd", 0.5);
    double bias = call.real("bias", 0);
    if (bias != 0 && bias != lambda) {
      throw call.wrong("a bias of 0 or lambd", "bias " + bias);
    }
    return bias == 0 ? new Hardshrink(lambda) : new Softshrink(lambda);
  }

  private static Activation swish(Call call) throws ModelFormatException {
    if (call.real("alpha", 1) != 1) {
      throw call.wrong("alpha 1", "alpha " + call.real("alpha", 1));
    }
    return new Silu();
  }

  private static List<Value> hardSigmoid(Call call) throws ModelFormatException {
    double alpha = call.real("alpha", 0.2);
    double beta = call.real("beta", 0.5);
    Value x = call.input(0);
    if (Math.abs(alpha - 1 / 6.0) <= CLOSE && beta == 0.5) {
      return List.of(apply(call, new Hardsigmoid(), x));
    }
    Value scaled = ArithmeticOperators.binary(call, Function.MULTIPLY, x, like(call, alpha, x));
    Value moved = ArithmeticOperators.binary(call, Function.ADD, scaled, like(call, beta, x));
    return List.of(apply(call, new Hardtanh(0, 1), moved));
  }

  /** A known number of a value's type. */
  private static Known like(Call call, double number, Value x) throws ModelFormatException {
    return Folding.cast(Known.scalar(number), x.type(), call.budget(), call.place());
  }

  private static List<Value> clip(Call call) throws ModelFormatException {
    Value x = call.input(0);
    Optional<Value> low = bound(call, "min", 1, x);
    Optional<Value> high = bound(call, "max", 2, x);
    boolean known =
        (low.isEmpty() || low.get() instanceof Known)
            && (high.isEmpty() || high.get() instanceof Known);
    if (x instanceof Made && !x.type().isInteger() && known) {
      float from = low.isEmpty() ? Float.NEGATIVE_INFINITY : end(call, low.get());
      float to = high.isEmpty() ? Float.POSITIVE_INFINITY : end(call, high.get());
      if (from == Float.NEGATIVE_INFINITY && to == Float.POSITIVE_INFINITY) {
        return List.of(x);
      }
      if (from == 0 && to == Float.POSITIVE_INFINITY) {
        return List.of(apply(call, new Relu(), x));
      }
      if (from < to) {
        return List.of(apply(call, new Hardtanh(from, to), x));
      }
    }
    Value result = x;
    if (low.isPresent()) {
      result = ArithmeticOperators.binary(call, Function.MAXIMUM, result, low.get());
    }
    if (high.isPresent()) {
      result = ArithmeticOperators.binary(call, Function.MINIMUM, result, high.get());
    }
    return List.of(result);
  }

  private static float end(Call call, Value value) throws ModelFormatException {
    return (float) call.number((Known) value);
  }

  private static Optional<Value> bound(Call call, String name, int input, Value x)
      throws ModelFormatException {
    if (call.opset() >= 11) {
      return call.optional(input);
    }
    return call.has(name) ? Optional.of(like(call, call.real(name, 0), x)) : Optional.empty();
  }

  private static List<Value> prelu(Call call) throws ModelFormatException {
    Value x = call.input(0);
    Known slope = call.known(1);
    if (x instanceof Made made && !x.type().isInteger() && slope.type() == x.type()) {
      Shape sample = made.operation().shape();
      int slopes = (int) Math.min(slope.size(), Integer.MAX_VALUE);
      boolean one = slopes == 1;
      boolean channels =
          made.factor() == 1
              && sample.rank() > 0
              && slopes == sample.dim(0)
              && alongFirst(slope.shape(), sample.rank(), slopes);
      if (one || channels) {
        Weight weight = Weight.of(slope.reshaped(Shape.of(slopes)));
        return List.of(call.keep(new PRelu(slopes, 0.25), made, Map.of("weight", weight)));
      }
    }
    Value zero = like(call, 0, x);
    Value above = ArithmeticOperators.binary(call, Function.MAXIMUM, x, zero);
    Value below = ArithmeticOperators.binary(call, Function.MINIMUM, x, zero);
    Value bent = ArithmeticOperators.binary(call, Function.MULTIPLY, below, slope);
    return List.of(ArithmeticOperators.binary(call, Function.ADD, above, bent));
  }

  /** Whether slopes, aligned at the last dimension, run along the first one of a sample. */
  private static boolean alongFirst(Shape slope, int rank, int slopes) {
    int axis = slope.rank() - rank;
    return axis >= 0 && slope.dim(axis) == slopes;
  }
}
